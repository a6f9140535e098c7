package dev.sonde.agent.probe.tls;

import static dev.sonde.agent.target.Lines.line;
import static dev.sonde.agent.target.Lines.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.TlsTarget.StartTls;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsPortProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(120);

    Tls trusting;

    @BeforeEach
    void open() {
        trusting = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @Test
    void handshake_isMeasuredAndItsCertificateTold() {
        try (var server = new TcpTarget(new TlsConversation(SHOP, TcpTarget::awaitClose).delaying(DELAY))) {
            Sample sample = run(target(server.port(), null, List.of()));

            assertSuccess(sample);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
            assertThat(sample.phases().nanos(Phase.TLS)).isGreaterThanOrEqualTo(DELAY / 2);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
            assertThat(sample.trail().trail().certificate().names()).containsExactly("shop.test");
        }
    }

    @Test
    void certificate_thatExpiredOrIsForAnotherNameStillTellsItsExpiry() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        Identity elsewhere = AUTHORITY.identity("bank.test");
        try (var first = new TcpTarget(new TlsConversation(expired, TcpTarget::awaitClose));
                var second = new TcpTarget(new TlsConversation(elsewhere, TcpTarget::awaitClose))) {
            Sample late = run(target(first.port(), null, List.of()));
            assertFailure(late, FailureReason.TLS_CERTIFICATE, "certificate: expired (");
            assertThat(late.certificateExpiry()).isEqualTo(until);

            Sample wrong = run(target(second.port(), null, List.of()));
            assertFailure(wrong, FailureReason.TLS_CERTIFICATE, "certificate: for another name (");
            assertThat(wrong.certificateExpiry()).isEqualTo(expiry(elsewhere));
        }
    }

    @Test
    void alpn_oneOfTheOffersMustBeAgreedOn() {
        try (var agreeing = new TcpTarget(new TlsConversation(SHOP, TcpTarget::awaitClose).agreeing("h2"));
                var silent = new TcpTarget(new TlsConversation(SHOP, TcpTarget::awaitClose))) {
            Sample sample = run(target(agreeing.port(), null, List.of("h2", "http/1.1")));
            assertSuccess(sample);
            assertThat(sample.trail().trail().notes()).containsExactly(new Note("alpn", "h2"));

            assertFailure(
                    run(target(silent.port(), null, List.of("h2"))),
                    FailureReason.ASSERTION,
                    "alpn: none agreed on (expected: one of h2)");
        }
    }

    @Test
    void expectations_ofTheCertificateAreJudged() {
        try (var server = new TcpTarget(new TlsConversation(SHOP, TcpTarget::awaitClose))) {
            Expectation issuer =
                    new Expectation(new CertificateExpectation(-1, -1, "shop", "Nobody"), null, null, Map.of());
            assertFailure(
                    run(new TlsTarget(
                            new Endpoint("shop.test", server.port()),
                            null,
                            List.of(),
                            trusting,
                            Network.DEFAULT,
                            issuer)),
                    FailureReason.TLS_CERTIFICATE,
                    "certificate issuer: 'CN=Test Authority' (expected: to match 'Nobody')");
        }
    }

    @Test
    void starttls_ofEachProtocol() {
        starttls(
                StartTls.SMTP,
                "220-shop\r\n220 ESMTP\r\n",
                "EHLO sonde.invalid",
                "250-shop\r\n250 STARTTLS\r\n",
                "STARTTLS",
                "220 go\r\n");
        starttls(StartTls.IMAP, "* OK ready\r\n", "s1 STARTTLS", "* some news\r\ns1 OK begin\r\n");
        starttls(StartTls.POP3, "+OK ready\r\n", "STLS", "+OK begin\r\n");
        starttls(StartTls.FTP, "220-shop\r\n welcome\r\n220 ready\r\n", "AUTH TLS", "234 begin\r\n");
    }

    private void starttls(StartTls protocol, String... script) {
        Conversation secured = new TlsConversation(SHOP, TcpTarget::awaitClose).delaying(DELAY);
        try (var server = new TcpTarget(socket -> {
            Scheduled.after(Duration.ofNanos(DELAY), () -> say(socket, script[0]));
            for (int i = 1; i < script.length; i += 2) {
                assertThat(line(socket)).isEqualTo(script[i]);
                say(socket, script[i + 1]);
            }
            secured.with(socket);
        })) {
            Sample sample = run(target(server.port(), protocol, List.of()));

            assertSuccess(sample);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(DELAY / 2);
            assertThat(sample.phases().nanos(Phase.TLS)).isGreaterThanOrEqualTo(DELAY / 2);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
        }
    }

    @Test
    void starttls_peersThatDoNotAgree() {
        starttlsFails(
                "554 go away\r\n",
                FailureReason.PROTOCOL,
                "smtp greeting: '554 go away' (expected: as of a server with STARTTLS)");
        starttlsFails("220 no line end", FailureReason.PROTOCOL, "smtp greeting: '220 no line end', then the peer");
        starttlsFails("", FailureReason.CONNECTION_RESET, "the peer closed the connection before the smtp greeting");
        starttlsFails("220-" + "x".repeat(70_000), FailureReason.TOO_LARGE, "smtp greeting: over 65536 bytes");
        starttlsFails(
                "220 a\r\n250 b\r\n220 c\r\n250 injected\r\n",
                FailureReason.PROTOCOL,
                "smtp: 14 bytes in clear text behind the agreement to TLS");
    }

    private void starttlsFails(String says, FailureReason reason, String detail) {
        try (var server = new TcpTarget(socket -> {
            say(socket, says);
            socket.shutdownOutput();
            TcpTarget.awaitClose(socket);
        })) {
            assertFailure(run(target(server.port(), StartTls.SMTP, List.of())), reason, detail);
        }
    }

    @Test
    void starttls_silenceEndsAtTheTimeout() {
        try (var server = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = loop.run(target(server.port(), StartTls.IMAP, List.of()), Duration.ofMillis(300));

            assertFailure(sample, FailureReason.TIMEOUT, "no imap greeting within 300ms");
        }
    }

    @Test
    void fence_isAskedAfterTheNameIsResolved() {
        try (TestLoop fenced = new TestLoop(engines, TestLoop.settings(engines).withFence(AddressFence.publicOnly()))) {
            assertThat(fenced.run(TlsTarget.of(new Endpoint("shop.test", 1))).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.BLOCKED));
        }
    }

    private TlsTarget target(int port, @Nullable StartTls starttls, List<String> alpn) {
        return new TlsTarget(
                new Endpoint("shop.test", port), starttls, alpn, trusting, Network.DEFAULT, Expectation.NONE);
    }

    private Sample run(TlsTarget target) {
        return loop.run(target, TIMEOUT);
    }

    private static Instant expiry(Identity identity) {
        return identity.certificate().getNotAfter().toInstant();
    }
}
