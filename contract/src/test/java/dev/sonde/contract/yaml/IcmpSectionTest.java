package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IcmpSectionTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");

    @Test
    void hostAlone_isOnePacketThatMustComeBack() throws Exception {
        assertThat(target("gateway")).isEqualTo(IcmpTarget.of("gateway.example"));
    }

    @Test
    void everyKey_isInTheRecord() throws Exception {
        assertThat(target("backbone"))
                .isEqualTo(new IcmpTarget(
                        "2001:db8::1",
                        5,
                        Duration.ofMillis(200),
                        1400,
                        12,
                        true,
                        new Network(IpFamily.IP6, true, null, Network.Addresses.FIRST, Network.Rule.ALL),
                        new IcmpExpectation(new BigDecimal("0.2"), Duration.ofMillis(50), Duration.ofMillis(10))));
        assertThat(target("backbone").shown()).isEqualTo("icmp 2001:db8::1, 5 packets");
    }

    private static IcmpTarget target(String name) throws Exception {
        for (Check check : StandaloneConfig.read(FILES).checks()) {
            if (check.name().value().equals(name)) {
                return (IcmpTarget) check.target();
            }
        }
        throw new AssertionError(name);
    }
}
