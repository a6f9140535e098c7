package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpcSectionTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");

    @Test
    void addressAlone_asksForTheServersHealthInClearText() throws Exception {
        assertThat(target("health-clear")).isEqualTo(GrpcTarget.of(new Endpoint("orders.example", 50051)));
    }

    @Test
    void everyKey_isInTheRecord() throws Exception {
        assertThat(target("health"))
                .isEqualTo(new GrpcTarget(
                        new Endpoint("2001:db8::1", 8443),
                        "shop.v1.Orders",
                        new Tls(null, "orders.example", true),
                        new Network(IpFamily.IP6, true, null, Network.Addresses.FIRST, Network.Rule.ALL),
                        List.of(new Header("Authorization", new SecretText("Bearer ${file:token}"))),
                        List.of(Serving.SERVING, Serving.UNKNOWN),
                        new Expectation(
                                CertificateExpectation.ofDays(14),
                                null,
                                Duration.ofMillis(500),
                                Map.of(
                                        Phase.SETTINGS, Duration.ofMillis(50),
                                        Phase.PROCESSING, Duration.ofMillis(100)))));
        assertThat(target("health").shown()).isEqualTo("grpc [2001:db8::1]:8443 shop.v1.Orders");
    }

    private static GrpcTarget target(String name) throws Exception {
        for (Check check : StandaloneConfig.read(FILES).checks()) {
            if (check.name().value().equals(name)) {
                return (GrpcTarget) check.target();
            }
        }
        throw new AssertionError(name);
    }
}
