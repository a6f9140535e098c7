package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.Banner.Mode;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates of our own, and the versions that are offered, on both engines. */
class TlsDemandTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final Identity FIRST = AUTHORITY.identity("first.client");
    private static final Identity SECOND = AUTHORITY.identity("second.client");

    final AtomicLong addedNanos = new AtomicLong();
    final List<String> clients = new CopyOnWriteArrayList<>();
    String ca;
    Path certificate;
    Path key;

    @Override
    protected ProbeSettings settings() {
        return super.settings().withNanoClock(() -> System.nanoTime() + addedNanos.get());
    }

    @BeforeEach
    void open() {
        ca = AUTHORITY.writeTo(directory.resolve("ca.pem")).toString();
        certificate = FIRST.writeCertificate(directory.resolve("client.pem"));
        key = FIRST.writeKey(directory.resolve("client.key"));
    }

    @Test
    void certificate_isShownToAPeerThatAsks() {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TcpTarget target = demanding(version)) {
                Sample sample = run(target, files(certificate, key, null, null));

                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            }
        }
        assertThat(clients).containsExactly("CN=first.client", "CN=first.client");
    }

    @Test
    void certificate_thatIsMissingIsThePeersRefusal() {
        try (TcpTarget target = demanding("TLSv1.2")) {
            Sample sample = run(target, files(null, null, null, null));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
        }
        assertThat(clients).isEmpty();
    }

    @Test
    void certificate_ofOneCheckIsNotShownByAnother() {
        Path otherCertificate = SECOND.writeCertificate(directory.resolve("other.pem"));
        Path otherKey = SECOND.writeKey(directory.resolve("other.key"));
        try (TcpTarget target = demanding("TLSv1.3")) {
            for (int i = 0; i < 3; i++) {
                run(target, files(certificate, key, null, null));
                run(target, files(otherCertificate, otherKey, null, null));
            }
        }
        assertThat(clients)
                .containsExactly(
                        "CN=first.client",
                        "CN=second.client",
                        "CN=first.client",
                        "CN=second.client",
                        "CN=first.client",
                        "CN=second.client");
    }

    @Test
    void certificate_thatIsReplacedIsReadAgain() throws Exception {
        try (TcpTarget target = demanding("TLSv1.3")) {
            Probe probe = loop.probe(
                    Banner.of(target.port(), Mode.SECURE, files(certificate, key, null, null)), Duration.ofSeconds(5));
            loop.run(probe);
            replace(SECOND.writeCertificate(directory.resolve("new.pem")), certificate);
            replace(SECOND.writeKey(directory.resolve("new.key")), key);
            addedNanos.addAndGet(TimeUnit.SECONDS.toNanos(31));

            Awaitility.await().until(() -> {
                loop.run(probe);
                return clients.contains("CN=second.client");
            });

            assertThat(clients.get(0)).isEqualTo("CN=first.client");
        }
    }

    @Test
    void files_thatCannotBeUsedAreTheAgentsFault() throws Exception {
        Path absent = directory.resolve("absent");
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "-----BEGIN PRIVATE KEY-----\nxx\n");
        Path foreign = SECOND.writeKey(directory.resolve("foreign.key"));

        assertMisconfigured(files(absent, key, null, null), "certificate file " + absent + ": no such file");
        assertMisconfigured(files(certificate, absent, null, null), "key file " + absent + ": no such file");
        assertMisconfigured(
                files(certificate, nonsense, null, null),
                "key file " + nonsense + ": holds no usable key (expected: PEM, not encrypted)");
        assertMisconfigured(files(key, key, null, null), "certificate file " + key + ": not PEM certificates");
        assertMisconfigured(
                files(certificate, foreign, null, null),
                "key file " + foreign + ": not the key of the first certificate in " + certificate);
    }

    @Test
    void versions_areThoseDemanded() {
        try (TcpTarget old = new TcpTarget(new TlsConversation(SHOP, this::greet).speaking("TLSv1.2"));
                TcpTarget modern = new TcpTarget(new TlsConversation(SHOP, this::greet).speaking("TLSv1.3"))) {
            assertThat(run(old, files(null, null, null, null)).outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(run(modern, files(null, null, null, null)).outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(run(modern, files(null, null, TlsVersion.TLS_1_3, null)).outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(run(old, files(null, null, TlsVersion.TLS_1_2, TlsVersion.TLS_1_2))
                            .outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(run(old, files(null, null, TlsVersion.TLS_1_3, null)).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
            assertThat(run(modern, files(null, null, null, TlsVersion.TLS_1_2)).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
        }
    }

    private static void replace(Path from, Path to) throws Exception {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private TcpTarget demanding(String version) {
        return new TcpTarget(
                new TlsConversation(SHOP, this::greet).speaking(version).demandingClient(clients::add));
    }

    private void greet(java.net.Socket socket) throws Exception {
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        TcpTarget.awaitClose(socket);
    }

    private Tls files(Path certificateFile, Path keyFile, TlsVersion oldest, TlsVersion newest) {
        return new Tls(
                ca,
                text(certificateFile),
                text(keyFile),
                null,
                true,
                oldest == null ? TlsVersion.TLS_1_2 : oldest,
                newest);
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }

    private Sample run(TcpTarget target, Tls files) {
        return loop.run(loop.probe(Banner.of(target.port(), Mode.SECURE, files), Duration.ofSeconds(5)));
    }

    private void assertMisconfigured(Tls files, String detail) {
        Sample sample = loop.run(loop.probe(Banner.of(1, Mode.SECURE, files), Duration.ofSeconds(5)));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).isEqualTo(detail);
    }
}
