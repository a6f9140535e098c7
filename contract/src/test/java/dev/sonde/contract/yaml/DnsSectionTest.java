package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.RecordMatch;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DnsSectionTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");

    @Test
    void nameAlone_asksTheMachinesServerForAnAddressByUdp() throws Exception {
        assertThat(target("resolver"))
                .isEqualTo(new DnsTarget(
                        null,
                        Transport.UDP,
                        null,
                        Network.DEFAULT,
                        "shop.example",
                        "A",
                        "IN",
                        true,
                        DnsExpectation.DEFAULT));
        assertThat(target("resolver").shown()).isEqualTo("dns A shop.example by udp of the system's name server");
    }

    @Test
    void everyKey_isInTheRecord() throws Exception {
        assertThat(target("secondary"))
                .isEqualTo(new DnsTarget(
                        new Endpoint("2001:db8::53", 5353),
                        Transport.TCP,
                        null,
                        new Network(IpFamily.IP6, false, null, Network.Addresses.FIRST, Network.Rule.ALL),
                        "example.",
                        "SOA",
                        "CH",
                        false,
                        new DnsExpectation(
                                List.of("NOERROR", "NXDOMAIN"),
                                new RecordsExpectation(
                                        1,
                                        List.of(
                                                new RecordMatch(Rule.SOME, "hostmaster"),
                                                new RecordMatch(Rule.EVERY, "SOA"),
                                                new RecordMatch(Rule.EVERY, "IN"),
                                                new RecordMatch(Rule.NONE, "refused"),
                                                new RecordMatch(Rule.NOT_EVERY, "x"))),
                                new RecordsExpectation(2, List.of()),
                                RecordsExpectation.of(Rule.NONE, "192\\.0\\.2\\."),
                                new Expectation(
                                        null,
                                        null,
                                        Duration.ofMillis(500),
                                        Map.of(
                                                Phase.CONNECT, Duration.ofMillis(50),
                                                Phase.PROCESSING, Duration.ofMillis(100))))));
    }

    @Test
    void tlsWithoutTransport_turnsItOnAtItsOwnPort() throws Exception {
        DnsTarget overTls = target("over-tls");

        assertThat(overTls.transport()).isEqualTo(Transport.TLS);
        assertThat(overTls.server()).isEqualTo(new Endpoint("dns.example", 853));
        assertThat(overTls.tls()).isEqualTo(new Tls(null, "dns.example", true));
        assertThat(overTls.expect().rcodes()).containsExactly("NXDOMAIN");
        assertThat(overTls.expect().common())
                .isEqualTo(new Expectation(CertificateExpectation.ofDays(14), TlsVersion.TLS_1_3, null, Map.of()));
    }

    private static DnsTarget target(String name) throws Exception {
        for (Check check : StandaloneConfig.read(FILES).checks()) {
            if (check.name().value().equals(name)) {
                return (DnsTarget) check.target();
            }
        }
        throw new AssertionError(name);
    }
}
