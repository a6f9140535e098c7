package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSectionTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");

    @Test
    void everyKey_isInTheRecord() throws Exception {
        HttpTarget expected = HttpTarget.builder(URI.create("https://orders.example/v2"))
                .method("PUT")
                .bodyFile("/etc/sonde/order.json")
                .version(HttpTarget.Version.HTTP_1_1)
                .connection(HttpTarget.Connection.KEEP_ALIVE)
                .cookies(true)
                .compression(Compression.BR)
                .auth(new Auth.Basic(new SecretText("probe"), new SecretText("${file:orders}")))
                .proxy(new Proxy(
                        URI.create("http://proxy.example:3128"),
                        new SecretText("probe"),
                        new SecretText("${file:proxy}"),
                        List.of(new Header("X-From", new SecretText("sonde")))))
                .tls(new Tls(
                        null,
                        "/etc/sonde/client.pem",
                        "/etc/sonde/client.key",
                        null,
                        true,
                        TlsVersion.TLS_1_3,
                        TlsVersion.TLS_1_3))
                .network(new Network(IpFamily.IP6, false, "2001:db8::5", Network.Addresses.FIRST, Network.Rule.ALL))
                .expect(new HttpExpectation(
                        List.of(StatusMatch.parse("2xx")),
                        List.of(
                                new HeaderMatch("Server", new TextMatch.NotContains("beta")),
                                new HeaderMatch("Server", new TextMatch.NotMatches("-rc[0-9]"))),
                        new BodyExpectation(
                                List.of(
                                        new TextMatch.Contains("ok"),
                                        new TextMatch.NotContains("error"),
                                        new TextMatch.NotContains("warning"),
                                        new TextMatch.NotMatches("Exception( in|:)")),
                                List.of(
                                        json("$.items[0].id", Comparison.EQUALS, "7"),
                                        json("$.items", Comparison.EXISTS, "true"),
                                        json("$['queue length']", Comparison.LESS_THAN, "100"),
                                        json("$.version", Comparison.MATCHES, "^2\\."),
                                        json("$.items[-1].name", Comparison.NOT_EQUALS, ""),
                                        json("$.ratio", Comparison.GREATER_THAN, "-0.5")),
                                "status == 200"),
                        new SizeLimits(2, 1_048_576L),
                        new Expectation(
                                new CertificateExpectation(7, 30, "orders\\.example", "Example CA"),
                                TlsVersion.TLS_1_2,
                                Duration.ofSeconds(2),
                                Map.of(
                                        Phase.RESOLVE,
                                        Duration.ofMillis(100),
                                        Phase.PROCESSING,
                                        Duration.ofMillis(200)))))
                .build();

        assertThat(target("orders")).isEqualTo(expected);
    }

    @Test
    void tokens_areHeldAsReferences() throws Exception {
        assertThat(((HttpTarget) target("token")).auth())
                .isEqualTo(new Auth.Bearer(new SecretText("${env:SONDE_TOKEN}")));
        assertThat(((HttpTarget) target("drawn-token")).auth())
                .isEqualTo(new Auth.OAuth2(
                        URI.create("https://id.example/token"),
                        new SecretText("probe"),
                        new SecretText("${file:client}"),
                        List.of("orders.read", "orders.write"),
                        Map.of("audience", new SecretText("orders"))));
    }

    @Test
    void defaults_holdWhereTheBlockSaysNothing() throws Exception {
        HttpTarget http = (HttpTarget) target("token");

        assertThat(http.cookies()).isFalse();
        assertThat(http.compression()).isEqualTo(Compression.GZIP);
        assertThat(http.proxy()).isEqualTo(new Proxy(URI.create("http://proxy.example:3128"), null, null, List.of()));
        assertThat(http.network())
                .isEqualTo(new Network(IpFamily.IP6, true, null, Network.Addresses.FIRST, Network.Rule.ALL));
    }

    @Test
    void everyProtocol_hasABlock() {
        assertThat(Protocols.keys()).hasSameSizeAs(Target.class.getPermittedSubclasses());
    }

    private static JsonMatch json(String path, Comparison comparison, String value) {
        return new JsonMatch(new JsonPath(path), comparison, value);
    }

    private static Target target(String name) throws Exception {
        for (Check check : StandaloneConfig.read(FILES).checks()) {
            if (check.name().value().equals(name)) {
                return check.target();
            }
        }
        throw new AssertionError(name);
    }
}
