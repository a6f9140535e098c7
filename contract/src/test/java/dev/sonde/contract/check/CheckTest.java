package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
    private static final HttpTarget TARGET = HttpTarget.get(URI.create("https://shop.example/health"));
    private static final Location EU = new Location("eu");
    private static final Location US = new Location("us");

    @Test
    void of_takesTheDefaults() {
        Check check = Check.of(new CheckName("a"), Duration.ofSeconds(30), Duration.ofSeconds(10), TARGET);

        assertThat(check.priority()).isEqualTo("normal");
        assertThat(check.hardDown()).isEqualTo(3);
        assertThat(check.certificateWarn()).isEqualTo(Duration.ofDays(21));
        assertThat(check.locations()).isEmpty();
        assertThat(check.runsAt(EU)).isTrue();
        assertThat(check.planAt(EU))
                .isEqualTo(Plan.of(new CheckName("a"), EU, Duration.ofSeconds(30), Duration.ofSeconds(10)));
    }

    @Test
    void runsAt_itsLocationsOnly() {
        Check check = check(Duration.ofSeconds(10), Duration.ofSeconds(5), 3, Duration.ZERO);

        assertThat(check.runsAt(EU)).isTrue();
        assertThat(check.runsAt(US)).isFalse();
    }

    @Test
    void collections_areCopiedAndCannotBeChanged() {
        SortedMap<String, String> labels = new TreeMap<>(Map.of("k", "v"));
        SortedSet<Location> locations = new TreeSet<>(List.of(EU));
        Check check = Check.builder(new CheckName("a"), TARGET)
                .priority("low")
                .labels(labels)
                .interval(Duration.ofSeconds(10))
                .timeout(Duration.ofSeconds(5))
                .locations(locations)
                .certificateWarn(Duration.ZERO)
                .build();
        labels.put("later", "x");
        locations.add(US);

        assertThat(check.labels()).containsOnlyKeys("k");
        assertThat(check.locations()).containsExactly(EU);
        assertThatThrownBy(() -> check.labels().put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> check.locations().add(US)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nonsense_isRefused() {
        Duration ten = Duration.ofSeconds(10);
        assertThatThrownBy(() -> check(Duration.ofMillis(99), ten, 3, Duration.ZERO))
                .hasMessage("interval: PT0.099S (expected: 100ms to 1d)");
        assertThatThrownBy(() -> check(Duration.ofDays(2), ten, 3, Duration.ZERO))
                .hasMessage("interval: PT48H (expected: 100ms to 1d)");
        assertThatThrownBy(() -> check(ten, Duration.ZERO, 3, Duration.ZERO))
                .hasMessage("timeout: PT0S (expected: above 0, at most 1d)");
        assertThatThrownBy(() -> check(ten, Duration.ofDays(1).plusNanos(1), 3, Duration.ZERO))
                .hasMessageStartingWith("timeout: PT24H0.000000001S");
        assertThatThrownBy(() -> check(ten, ten, -1, Duration.ZERO)).hasMessage("hard down: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> check(ten, ten, 0, Duration.ofNanos(-1)))
                .hasMessageStartingWith("certificate warning: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a_b", "a.b", "ä", "a b", "a\n"})
    void names_ofAnotherFormAreRefused(String name) {
        assertThat(CheckName.isValid(name)).isFalse();
        assertThat(Location.isValid(name)).isFalse();
        assertThatThrownBy(() -> new CheckName(name))
                .hasMessage("check name: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
        assertThatThrownBy(() -> new Location(name))
                .hasMessage("location: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
    }

    @Test
    void names_haveAtMost63Characters() {
        assertThat(CheckName.isValid("a".repeat(63))).isTrue();
        assertThat(CheckName.isValid("a".repeat(64))).isFalse();
        assertThat(new CheckName("0-9")).hasToString("0-9").isLessThan(new CheckName("a"));
    }

    @Test
    void statusMatch_readsCodesAndClasses() {
        assertThat(StatusMatch.parse("2xx"))
                .isEqualTo(new StatusMatch(200, 299))
                .hasToString("2xx");
        assertThat(StatusMatch.parse("304"))
                .isEqualTo(new StatusMatch(304, 304))
                .hasToString("304");
        assertThat(StatusMatch.parse("2xx").matches(200)).isTrue();
        assertThat(StatusMatch.parse("2xx").matches(299)).isTrue();
        assertThat(StatusMatch.parse("2xx").matches(300)).isFalse();
        assertThat(StatusMatch.parse("2xx").matches(199)).isFalse();
        for (String wrong : List.of("", "20x", "6xx", "099", "2XX", "200-299", "1000", "xxx")) {
            assertThatThrownBy(() -> StatusMatch.parse(wrong))
                    .hasMessage(wrong + " (expected: a code such as 204 or a class such as 2xx)");
        }
        assertThatThrownBy(() -> new StatusMatch(200, 250)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StatusMatch(600, 699)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void target_refusesNonsense() {
        for (String url : List.of("ftp://a.example/", "/path", "http:///x", "mailto:a@b.example", "https:opaque")) {
            assertThatThrownBy(() -> HttpTarget.get(URI.create(url)))
                    .hasMessage("url: of another form (expected: http:// or https:// and a host)");
        }
        assertThat(HttpTarget.get(URI.create("HTTPS://[::1]:8443/x")).protocol())
                .isEqualTo("http");
        assertThatThrownBy(() -> new HttpTarget.Redirects(true, -1))
                .hasMessage("most redirects: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> HttpExpectation.DEFAULT.withStatus(List.of()))
                .hasMessage("status: none (expected: at least one code or class)");
        assertThatThrownBy(() -> Expectation.NONE.withResponseTime(Duration.ZERO))
                .hasMessage("response time: PT0S (expected: above 0)");
        assertThatThrownBy(() -> CertificateExpectation.ofDays(-2))
                .hasMessage("certificate days left: -2 (expected: 0 or more, or -1 for off)");
    }

    @Test
    void partsOfTargets_refuseNonsense() {
        SecretText me = new SecretText("me");
        assertThatThrownBy(() -> new Tls(null, "a.pem", null, null, true, TlsVersion.TLS_1_2, null))
                .hasMessage("certificate file alone (expected: certificate and key, or neither)");
        assertThatThrownBy(() -> new Tls(null, null, "a.key", null, true, TlsVersion.TLS_1_2, null))
                .hasMessage("key file alone (expected: certificate and key, or neither)");
        assertThatThrownBy(() -> new Tls(null, null, null, null, true, TlsVersion.TLS_1_3, TlsVersion.TLS_1_2))
                .hasMessage("newest TLS version: 1.2 (expected: at least 1.3, the oldest)");
        assertThatThrownBy(() -> new Network(null, true, "eth0", Network.Addresses.ALL, Network.Rule.ANY))
                .hasMessage("source address: eth0 (expected: an IPv4 or IPv6 address)");
        assertThatThrownBy(() -> new Proxy(URI.create("https://proxy.example"), null, null, List.of()))
                .hasMessage("proxy: of another form (expected: http://HOST:PORT)");
        assertThatThrownBy(() -> new Proxy(URI.create("http://proxy.example"), null, me, List.of()))
                .hasMessage("proxy: a password without user name (expected: both, or neither)");
        assertThatThrownBy(() -> new Auth.OAuth2(URI.create("/token"), me, me, List.of(), Map.of()))
                .hasMessage("token URL: of another form (expected: http:// or https:// and a host)");
        assertThatThrownBy(() -> new SizeLimits(2, 1L)).hasMessage("most size: 1 (expected: at least 2, the least)");
        assertThatThrownBy(() -> new JsonMatch(new JsonPath("$"), JsonMatch.Comparison.LESS_THAN, "1e5"))
                .hasMessage("less_than: 1e5 (expected: a number)");
        assertThatThrownBy(() -> new Dialogue.Step.SendBytes("0d0"))
                .hasMessage("0d0 (expected: bytes, each two hexadecimal digits)");
        assertThatThrownBy(() -> TARGET.toBuilder().body(me).bodyFile("a").build())
                .hasMessage("body: inline and in a file (expected: only one of them)");
    }

    @Test
    void proxy_listensAtPort80UnlessItSaysAnother() {
        assertThat(new Proxy(URI.create("http://proxy.example/"), null, null, List.of()).endpoint())
                .isEqualTo(new Endpoint("proxy.example", 80));
        assertThat(new Proxy(URI.create("http://[::1]:3128"), null, null, List.of()).endpoint())
                .isEqualTo(new Endpoint("::1", 3128));
    }

    @Test
    void shown_hidesUserInfo() {
        assertThat(HttpTarget.get(URI.create("https://me:word@shop.example/a@b?c=d"))
                        .shown())
                .isEqualTo("GET https://shop.example/a@b?c=d");
    }

    private static Check check(Duration interval, Duration timeout, int hardDown, Duration warn) {
        return Check.builder(new CheckName("a"), TARGET)
                .interval(interval)
                .timeout(timeout)
                .locations(List.of(EU))
                .hardDown(hardDown)
                .certificateWarn(warn)
                .build();
    }
}
