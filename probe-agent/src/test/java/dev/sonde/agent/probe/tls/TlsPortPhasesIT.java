package dev.sonde.agent.probe.tls;

import static dev.sonde.agent.target.Lines.line;
import static dev.sonde.agent.target.Lines.say;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.PhaseTruth;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.TlsTarget.StartTls;
import dev.sonde.contract.result.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** STARTTLS against a server that holds back its agreement and its handshake by a known time. */
@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
class TlsPortPhasesIT {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final long AGREEMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(110);
    private static final long HANDSHAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(120);

    @Parameter
    Engines engines;

    @TempDir
    Path directory;

    @Test
    void phases_areWhatTheServerStamped() {
        PhaseTruth truth = new PhaseTruth();
        AtomicLong clear = new AtomicLong();
        TlsConversation secured = new TlsConversation(SHOP, TcpTarget::awaitClose)
                .delaying(HANDSHAKE_NANOS)
                .stamping(stamps ->
                        truth.stamped(Map.of(Phase.PROCESSING, clear.get(), Phase.TLS, stamps[1] - stamps[0])));
        Tls trusting = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
        try (TestLoop loop = new TestLoop(engines);
                TcpTarget server = new TcpTarget(socket -> {
                    long accepted = System.nanoTime();
                    say(socket, "+OK ready\r\n");
                    line(socket);
                    clear.set(ExactDelay.until(accepted + AGREEMENT_NANOS) - accepted);
                    say(socket, "+OK begin\r\n");
                    secured.with(socket);
                })) {
            Probe probe = loop.probe(
                    new TlsTarget(
                            new Endpoint("shop.test", server.port()),
                            StartTls.POP3,
                            List.of(),
                            trusting,
                            Network.DEFAULT,
                            Expectation.NONE),
                    Duration.ofSeconds(10));
            truth.assertHolds(engines + ", tls by STARTTLS", () -> loop.run(probe));
        }
    }
}
