package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.module.ClientSettings.ProxySettings;
import dev.sonde.agent.probe.http.Url;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProxiesTest {
    private static final URI PROXY = URI.create("http://u:p%40@proxy.corp:3128");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://shop.example/       | *                   | true
            http://shop.example/       | example             | true
            http://shop.example/       | .example            | true
            http://example/            | example             | true
            http://example/            | .example            | false
            http://notexample/         | example             | false
            http://shop.example/       | *.example           | true
            http://shop.example:8080/  | shop.example:8080   | true
            http://shop.example/       | shop.example:8080   | false
            http://10.1.2.3/           | 10.0.0.0/8          | true
            http://10.1.2.3/           | a, 10.1.2.3         | true
            http://10.1.2.3/           | 10.1.2.4            | false
            http://[fd00::1]/          | fd00::/8            | true
            http://shop.example/       | 10.0.0.0/8, ,other  | false
            """)
    void to_leavesOutWhatIsExcepted(String url, String except, boolean direct) throws IOException {
        ProxySettings settings = new ProxySettings(PROXY, except, false, List.of());

        assertThat(HttpProxies.to(Url.parse(url), settings, Map.of()) == null).isEqualTo(direct);
    }

    @Test
    void to_tellsHostPortAndCredentials() throws IOException {
        ProxySettings settings = new ProxySettings(PROXY, "", false, List.of());

        HttpProxies.Way way = Objects.requireNonNull(HttpProxies.to(Url.parse("https://a.b/"), settings, Map.of()));

        assertThat(way).hasToString("proxy.corp:3128");
        assertThat(way.authorization()).isEqualTo("Basic dTpwQA==");
        assertThat(way.connectHeaders()).isEqualTo("Proxy-Authorization: Basic dTpwQA==\r\n");
    }

    @Test
    void to_followsTheEnvironmentIfToldTo() throws IOException {
        ProxySettings settings = new ProxySettings(null, "", true, List.of());
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://secure:1", "http_proxy", "plain:2", "NO_PROXY", "near");

        assertThat(HttpProxies.to(Url.parse("https://far/"), settings, environment))
                .hasToString("secure:1");
        assertThat(HttpProxies.to(Url.parse("http://far/"), settings, environment))
                .hasToString("plain:2");
        assertThat(HttpProxies.to(Url.parse("http://near/"), settings, environment))
                .isNull();
        assertThat(HttpProxies.to(Url.parse("http://localhost/"), settings, environment))
                .isNull();
        assertThat(HttpProxies.to(Url.parse("http://127.0.0.1/"), settings, environment))
                .isNull();
    }
}
