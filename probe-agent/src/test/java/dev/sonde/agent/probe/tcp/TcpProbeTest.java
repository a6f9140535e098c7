package dev.sonde.agent.probe.tcp;

import static dev.sonde.agent.target.Lines.line;
import static dev.sonde.agent.target.Lines.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(120);

    Tls trusting;

    @BeforeEach
    void open() {
        trusting = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @Test
    void port_isGoodOnceTheConnectionStands() {
        try (var server = server(dev.sonde.agent.target.TcpTarget::awaitClose)) {
            Sample sample = run(server.port(), null);

            assertSuccess(sample);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + server.port());
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void port_overTlsIsGoodOnceTheHandshakeIsDone() {
        try (var server =
                server(new TlsConversation(SHOP, dev.sonde.agent.target.TcpTarget::awaitClose).delaying(DELAY))) {
            Sample sample = run(server.port(), trusting);

            assertSuccess(sample);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
            assertThat(sample.phases().nanos(Phase.TLS)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
        }
    }

    /** Roughly; how exact they are is asserted in {@link TcpPhasesIT}. */
    @Test
    void phases_areThoseOfTheInjectedDelays() {
        long transfer = 2 * DELAY;
        try (var server = server(socket -> {
            long begun = System.nanoTime();
            ExactDelay.until(begun + DELAY);
            say(socket, "220 ");
            ExactDelay.until(begun + DELAY + transfer);
            say(socket, "shop ESMTP\r\n");
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        })) {
            Sample sample = run(server.port(), null, new Step.Expect("^220 .*\\n"));

            assertSuccess(sample);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(DELAY / 2);
            assertThat(sample.phases().nanos(Phase.TRANSFER)).isGreaterThanOrEqualTo(transfer / 2);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }

    @Test
    void starttls_clearTextIsProcessingAndTheHandshakeIsTls() {
        Conversation mail = new TlsConversation(SHOP, socket -> {
                    assertThat(line(socket)).isEqualTo("EHLO again");
                    ExactDelay.until(System.nanoTime() + DELAY);
                    say(socket, "250 shop\r\n");
                    dev.sonde.agent.target.TcpTarget.awaitClose(socket);
                })
                .delaying(2 * DELAY);
        try (var server = server(socket -> {
            ExactDelay.until(System.nanoTime() + DELAY);
            say(socket, "220 shop\r\n");
            assertThat(line(socket)).isEqualTo("STARTTLS");
            say(socket, "220 go ahead\r\n");
            mail.with(socket);
        })) {
            Sample sample = run(
                    server.port(),
                    trusting,
                    new Step.Expect("^220 .*\\n"),
                    send("STARTTLS\r\n"),
                    new Step.Expect("^220 .*\\n"),
                    new Step.StartTls(),
                    send("EHLO again\r\n"),
                    new Step.Expect("^250 "));

            assertSuccess(sample);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().nanos(Phase.TLS)).isGreaterThanOrEqualTo(2 * DELAY);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
        }
    }

    @Test
    void starttls_whatCameInClearTextIsNoAnswerUnderTls() {
        Conversation mail = new TlsConversation(SHOP, dev.sonde.agent.target.TcpTarget::awaitClose);
        try (var server = server(socket -> {
            say(socket, "220 shop\r\n250 injected\r\n");
            mail.with(socket);
        })) {
            Sample sample = run(
                    server.port(),
                    trusting,
                    Duration.ofSeconds(4),
                    new Step.Expect("^220 .*\\n"),
                    new Step.StartTls(),
                    new Step.Expect("250"));

            assertFailure(sample, FailureReason.TIMEOUT);
            assertThat(sample.detail()).isEqualTo("dialogue step 3: no answer within 4s (expected: to match '250')");
        }
    }

    @Test
    void starttls_certificateThatIsNotTrustedStillTellsItsExpiry() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        Conversation mail = new TlsConversation(expired, dev.sonde.agent.target.TcpTarget::awaitClose);
        try (var server = server(socket -> {
            say(socket, "220 shop\r\n");
            mail.with(socket);
        })) {
            Sample sample = run(server.port(), trusting, new Step.Expect("^220 .*\\n"), new Step.StartTls());

            assertFailure(sample, FailureReason.TLS_CERTIFICATE);
            assertThat(sample.certificateExpiry()).isEqualTo(until);
        }
    }

    @Test
    void groups_areFilledInAndSecretsAreMasked() throws Exception {
        Files.writeString(directory.resolve("password"), "open-{{1}}-sesame\n");
        List<String> heard = new CopyOnWriteArrayList<>();
        try (var server = server(socket -> {
            say(socket, "hello 17 shop\n");
            heard.add(line(socket));
            heard.add(line(socket));
            say(socket, "wrong: open-{{1}}-sesame\n");
        })) {
            Sample sample = run(
                    server.port(),
                    null,
                    new Step.Expect("(\\d+) (?P<name>\\w+)\\n"),
                    send("USER {{name}} {{1}} [{{0}}]\n"),
                    send("{{2}} ${file:password} $${x}\n"),
                    new Step.Expect("welcome"));

            assertThat(heard).containsExactly("USER shop 17 [17 shop", "]");
            assertFailure(sample, FailureReason.ASSERTION);
            assertThat(sample.detail())
                    .isEqualTo("dialogue step 4: answer: 'wrong: ***', then the peer closed the connection"
                            + " (expected: to match 'welcome')");
        }
    }

    @Test
    void bytes_areSentAndExpected() {
        try (var server = server(socket -> {
            byte[] asked = socket.getInputStream().readNBytes(8);
            assertThat(asked).containsExactly(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f);
            socket.getOutputStream().write(new byte[] {0, (byte) 0xFF, 'S', 1});
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        })) {
            assertSuccess(run(
                    server.port(),
                    null,
                    new Step.SendBytes("0000000804d2162f"),
                    new Step.ExpectBytes("ff53"),
                    new Step.ExpectBytes("01")));

            Sample other = run(
                    server.port(),
                    null,
                    Duration.ofMillis(500),
                    new Step.SendBytes("0000000804d2162f"),
                    new Step.ExpectBytes("4e"));
            assertFailure(other, FailureReason.TIMEOUT);
            assertThat(other.detail())
                    .isEqualTo("dialogue step 2: no good answer, only bytes 00 ff 53 01, within 500ms"
                            + " (expected: to have the bytes 4e)");
        }
    }

    @Test
    void close_beforeAnAnswerIsAReset() {
        try (var server = server(socket -> {})) {
            Sample sample = run(server.port(), null, new Step.Expect("220"));

            assertFailure(sample, FailureReason.CONNECTION_RESET);
            assertThat(sample.detail())
                    .isEqualTo("the peer closed the connection before its answer in step 1 of the dialogue"
                            + " (expected: to match '220')");
        }
    }

    @Test
    void endlessBytes_areTooLarge() {
        byte[] chunk = "x".repeat(8192).getBytes(StandardCharsets.UTF_8);
        try (var server = server(socket -> {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(chunk);
            }
        })) {
            Sample sample = run(server.port(), null, new Step.Expect("end"));

            assertFailure(sample, FailureReason.TOO_LARGE);
            assertThat(sample.detail()).startsWith("dialogue step 1: answer: over 65536 bytes, the last 'xxx");
        }
    }

    @Test
    void answerThatComesRightBeforeTheClose_countsThoughTheNextLookWasToBeLater() {
        try (var server = server(socket -> {
            say(socket, "x".repeat(40_000)); // the look at it takes long, so the next one has to wait
            TimeUnit.MILLISECONDS.sleep(30);
            say(socket, "z");
        })) {
            assertSuccess(run(server.port(), null, new Step.Expect("[^z]{0,20}z")));
        }
    }

    @Test
    void slowDrip_endsAtTheTimeout() {
        try (var server = server(socket -> {
            Scheduled.untilClosed(socket, Duration.ofMillis(10), () -> say(socket, "z"));
        })) {
            Sample sample = run(server.port(), null, Duration.ofMillis(500), new Step.Expect("end"));

            assertFailure(sample, FailureReason.TIMEOUT);
            assertThat(sample.detail()).startsWith("dialogue step 1: no good answer, only 'zzz");
            assertThat(sample.durationNanos())
                    .isBetween(
                            Duration.ofMillis(500).toNanos(),
                            Duration.ofMillis(700).toNanos());
            Awaitility.await().until(() -> server.open() == 0);
        }
    }

    @Test
    void invalidUtf8_neitherHidesNorMovesWhatFollows() {
        try (var server = server(socket -> {
            socket.getOutputStream().write(new byte[] {(byte) 0xE2, (byte) 0x82, 'o', 'k', (byte) 0xC0, '!', '2'});
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        })) {
            assertSuccess(run(server.port(), null, new Step.Expect("ok"), new Step.ExpectBytes("c02132")));
        }
    }

    @Test
    void expectations_ofConnectionAndTimeAreJudged() {
        try (var server = server(new TlsConversation(SHOP, dev.sonde.agent.target.TcpTarget::awaitClose)
                .speaking("TLSv1.2")
                .delaying(DELAY))) {
            assertThat(expecting(server.port(), new Expectation(null, TlsVersion.TLS_1_3, null, Map.of())))
                    .isEqualTo(FailureReason.ASSERTION);
            assertThat(expecting(
                            server.port(), new Expectation(CertificateExpectation.ofDays(400), null, null, Map.of())))
                    .isEqualTo(FailureReason.TLS_CERTIFICATE);
            assertThat(expecting(
                            server.port(), new Expectation(null, null, null, Map.of(Phase.TLS, Duration.ofMillis(50)))))
                    .isEqualTo(FailureReason.TOO_SLOW);
        }
    }

    private @Nullable FailureReason expecting(int port, Expectation expectation) {
        Sample sample = loop.run(
                new TcpTarget(new Endpoint("shop.test", port), trusting, Network.DEFAULT, Dialogue.NONE, expectation));
        return sample.outcome() instanceof Outcome.Failure failure ? failure.reason() : null;
    }

    @Test
    void network_familyAndSourceAddressAreThoseOfTheCheck() {
        List<String> peers = new CopyOnWriteArrayList<>();
        try (var server = server(socket -> peers.add(((InetSocketAddress) socket.getRemoteSocketAddress())
                .getAddress()
                .getHostAddress()))) {
            assertSuccess(loop.run(reaching(
                    server.port(), new Network(null, true, "127.0.0.2", Network.Addresses.FIRST, Network.Rule.ALL))));
            Awaitility.await().until(() -> peers.equals(List.of("127.0.0.2")));

            Sample sample = loop.run(reaching(
                    server.port(), new Network(IpFamily.IP6, false, null, Network.Addresses.FIRST, Network.Rule.ALL)));
            assertFailure(sample, FailureReason.DNS);
            assertThat(sample.detail()).isEqualTo("shop.test: no IPv6 address");
        }
    }

    private static TcpTarget reaching(int port, Network network) {
        return new TcpTarget(new Endpoint("shop.test", port), null, network, Dialogue.NONE, Expectation.NONE);
    }

    @Test
    void fence_isAskedAfterTheNameIsResolved() {
        try (TestLoop fenced = new TestLoop(engines, TestLoop.settings(engines).withFence(AddressFence.publicOnly()))) {
            assertFailure(fenced.run(TcpTarget.of(new Endpoint("shop.test", 1))), FailureReason.BLOCKED);
        }
    }

    private static dev.sonde.agent.target.TcpTarget server(Conversation conversation) {
        return new dev.sonde.agent.target.TcpTarget(conversation);
    }

    private Sample run(int port, @Nullable Tls tls, Step... steps) {
        return run(port, tls, Duration.ofSeconds(5), steps);
    }

    private Sample run(int port, @Nullable Tls tls, Duration timeout, Step... steps) {
        return loop.run(
                new TcpTarget(
                        new Endpoint("shop.test", port),
                        tls,
                        Network.DEFAULT,
                        new Dialogue(List.of(steps)),
                        Expectation.NONE),
                timeout);
    }

    private static Step send(String text) {
        return new Step.Send(new SecretText(text));
    }
}
