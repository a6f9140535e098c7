package dev.sonde.agent.probe.tcp;

import static dev.sonde.agent.target.Lines.line;
import static dev.sonde.agent.target.Lines.say;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.PhaseTruth;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Phases of dialogues against servers that hold back each step by a known time. */
class TcpPhasesIT extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(110);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(120);
    private static final long TLS_NANOS = TimeUnit.MILLISECONDS.toNanos(130);

    private final PhaseTruth truth = new PhaseTruth();
    private Tls tls;

    @BeforeEach
    void open() {
        tls = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @Test
    void phases_inClearText() {
        assertHolds("tcp in clear text", answeringInTwoParts(), null, send("PING\n"), new Step.Expect("PONG\n"));
    }

    @Test
    void phases_overTls() {
        AtomicLong handshake = new AtomicLong();
        Conversation inner = socket -> {
            Map<Phase, Long> stamped = answerInTwoParts(socket);
            truth.stamped(Map.of(
                    Phase.TLS, handshake.get(),
                    Phase.PROCESSING, stamped.get(Phase.PROCESSING),
                    Phase.TRANSFER, stamped.get(Phase.TRANSFER)));
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        };
        assertHolds(
                "tcp over TLS",
                new TlsConversation(SHOP, inner)
                        .delaying(TLS_NANOS)
                        .stamping(stamps -> handshake.set(stamps[1] - stamps[0])),
                tls,
                send("PING\n"),
                new Step.Expect("PONG\n"));
    }

    @Test
    void phases_withTlsOnTheWay() {
        AtomicLong handshake = new AtomicLong();
        AtomicLong clear = new AtomicLong();
        Conversation inner = socket -> {
            Map<Phase, Long> stamped = answerInTwoParts(socket);
            truth.stamped(Map.of(
                    Phase.TLS, handshake.get(),
                    Phase.PROCESSING, clear.get() + stamped.get(Phase.PROCESSING),
                    Phase.TRANSFER, stamped.get(Phase.TRANSFER)));
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        };
        Conversation secured = new TlsConversation(SHOP, inner)
                .delaying(TLS_NANOS)
                .stamping(stamps -> handshake.set(stamps[1] - stamps[0]));
        assertHolds(
                "tcp with STARTTLS",
                socket -> {
                    long accepted = System.nanoTime();
                    ExactDelay.until(accepted + ANSWER_NANOS);
                    say(socket, "220 shop\n");
                    line(socket);
                    long asked = System.nanoTime();
                    say(socket, "220 go\n");
                    clear.set(asked - accepted);
                    secured.with(socket);
                },
                tls,
                new Step.Expect("^220 .*\n"),
                send("STARTTLS\n"),
                new Step.Expect("^220 .*\n"),
                new Step.StartTls(),
                send("PING\n"),
                new Step.Expect("PONG\n"));
    }

    private Conversation answeringInTwoParts() {
        return socket -> {
            truth.stamped(answerInTwoParts(socket));
            dev.sonde.agent.target.TcpTarget.awaitClose(socket);
        };
    }

    private static Map<Phase, Long> answerInTwoParts(Socket socket) throws Exception {
        line(socket);
        long asked = System.nanoTime();
        long begun = ExactDelay.until(asked + ANSWER_NANOS);
        say(socket, "PO");
        long ended = ExactDelay.until(begun + REST_NANOS);
        say(socket, "NG\n");
        return Map.of(Phase.PROCESSING, begun - asked, Phase.TRANSFER, ended - begun);
    }

    private void assertHolds(String what, Conversation conversation, @Nullable Tls security, Step... steps) {
        try (var server = new dev.sonde.agent.target.TcpTarget(conversation)) {
            Probe probe = loop.probe(
                    new TcpTarget(
                            new Endpoint("shop.test", server.port()),
                            security,
                            Network.DEFAULT,
                            new Dialogue(List.of(steps)),
                            Expectation.NONE),
                    Duration.ofSeconds(10));
            truth.assertHolds(engines + ", " + what, () -> loop.run(probe));
        }
    }

    private static Step send(String text) {
        return new Step.Send(new SecretText(text));
    }
}
