package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpSectionTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");
    private static final Tls FROM_DEFAULTS = new Tls("/etc/ca.pem", null, true);

    @Test
    void everyKey_isInTheRecord() throws Exception {
        assertThat(target("redis"))
                .isEqualTo(new TcpTarget(
                        new Endpoint("2001:db8::1", 6379),
                        FROM_DEFAULTS,
                        new Network(IpFamily.IP6, false, "10.0.0.5", Network.Addresses.ALL, Network.Rule.QUORUM),
                        new Dialogue(List.of(
                                new Step.Send(new SecretText("AUTH ${file:redis}\r\nPING\r\n")),
                                new Step.Expect("\\+PONG"))),
                        new Expectation(
                                CertificateExpectation.ofDays(14),
                                TlsVersion.TLS_1_3,
                                Duration.ofMillis(500),
                                Map.of(
                                        Phase.CONNECT, Duration.ofMillis(50),
                                        Phase.PROCESSING, Duration.ofMillis(100)))));
    }

    @Test
    void dialogue_isHeldStepByStep() throws Exception {
        TcpTarget mail = target("mail");

        assertThat(mail.dialogue().steps())
                .containsExactly(
                        new Step.Expect("^220 (?P<host>[^ ]+) "),
                        new Step.Send(new SecretText("EHLO {{host}} {{1}} {{0}}\r\n")),
                        new Step.Expect("250-STARTTLS"),
                        new Step.SendBytes("5354415254544c530d0a"),
                        new Step.ExpectBytes("323230"),
                        new Step.StartTls(),
                        new Step.Send(new SecretText("QUIT\r\n")));
        assertThat(mail.tls()).isEqualTo(FROM_DEFAULTS);
        assertThat(mail.tlsFromTheStart()).isFalse();
    }

    @Test
    void defaults_neverTurnTlsOn() throws Exception {
        TcpTarget port = target("port");

        assertThat(port.tls()).isNull();
        assertThat(port.network())
                .isEqualTo(new Network(null, true, "10.0.0.5", Network.Addresses.FIRST, Network.Rule.ALL));
    }

    private static TcpTarget target(String name) throws Exception {
        for (Check check : StandaloneConfig.read(FILES).checks()) {
            if (check.name().value().equals(name)) {
                return (TcpTarget) check.target();
            }
        }
        throw new AssertionError(name);
    }
}
