package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.Tls;
import java.net.URI;
import org.junit.jupiter.api.Test;

class TlsNeedTest {
    private static boolean need(HttpTarget target) {
        return TlsNeed.of(Check.of(new CheckName("shop"), Check.DEFAULT_INTERVAL, Check.DEFAULT_TIMEOUT, target));
    }

    private static HttpTarget target(String url, String method, boolean follow) {
        return HttpTarget.builder(URI.create(url))
                .method(method)
                .redirects(new Redirects(follow, follow ? 10 : 0))
                .build();
    }

    @Test
    void of_securedUrlNeedsIt() {
        assertThat(need(target("https://shop.test/", "GET", false))).isTrue();
        assertThat(need(target("HTTPS://shop.test/", "GET", false))).isTrue();
    }

    @Test
    void of_requestInClearTextNeedsItOnlyIfItMayBeLedThereAndNotBeRepeated() {
        assertThat(need(target("http://shop.test/", "GET", true))).isFalse();
        assertThat(need(target("http://shop.test/", "HEAD", true))).isFalse();
        assertThat(need(target("http://shop.test/", "POST", true))).isTrue();
        assertThat(need(target("http://shop.test/", "POST", false))).isFalse();
    }

    @Test
    void of_requestThatMayBeLedThereNeedsItIfAFileCouldBeMissingForIt() {
        HttpTarget led = target("http://shop.test/", "GET", true);

        assertThat(need(led.toBuilder().tls(new Tls("ca.pem", null, true)).build()))
                .isTrue();
        assertThat(need(led.toBuilder().tls(new Tls(null, null, false)).build()))
                .isFalse();
    }
}
