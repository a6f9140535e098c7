package dev.sonde.agent.probe.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.DatagramTarget;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UdpProbeTest extends EveryEngine {
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(120);
    private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void answer_isProcessingAndIsTheWholeDatagram() throws Exception {
        String large = "pong " + "x".repeat(5_000) + " end";
        try (Answering server = new Answering(said -> large).delaying(DELAY)) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                Sample sample = run(server, send("ping"), new Step.Expect("^pong x+ end$"));
                assertSuccess(sample);
                assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.PROCESSING);
                assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
                assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(DELAY);
                least = Math.min(least, sample.phases().nanos(Phase.PROCESSING) - server.heldNanos());
            }
            assertThat(least).isBetween(0L, TOLERANCE);
        }
    }

    @Test
    void reply_isAwaitedOnlyIfOneIsExpected() throws Exception {
        try (Answering server = new Answering(said -> null)) {
            assertSuccess(run(server, send("fire"), new Step.SendBytes("ff00")));
            Awaitility.await().until(() -> server.heard.size() == 2);
            assertThat(server.heard.get(0)).isEqualTo("fire");
        }
    }

    @Test
    void groups_areFilledInAndSecretsAreMasked() throws Exception {
        Files.writeString(directory.resolve("key"), "open-sesame");
        try (Answering server = new Answering(said -> said.equals("hi") ? "token=7;x" : "no " + said)) {
            Sample sample = run(
                    server,
                    send("hi"),
                    new Step.Expect("token=(?P<t>\\d+)"),
                    send("{{t}} ${file:key}"),
                    new Step.Expect("^ok"));

            assertThat(server.heard).containsExactly("hi", "7 open-sesame");
            assertFailure(sample, FailureReason.ASSERTION);
            assertThat(sample.detail()).isEqualTo("dialogue step 4: answer: 'no 7 ***' (expected: to match '^ok')");
        }
    }

    @Test
    void restOfADatagram_isNoAnswerToTheNextStep() throws Exception {
        try (Answering server = new Answering(said -> said.equals("a") ? "one two" : "three")) {
            assertSuccess(run(server, send("a"), new Step.Expect("one"), send("b"), new Step.Expect("three")));
        }
    }

    @Test
    void silence_isATimeout() throws Exception {
        try (Answering server = new Answering(said -> null)) {
            Sample sample =
                    loop.run(target(server.port(), send("ping"), new Step.ExpectBytes("00")), Duration.ofMillis(300));

            assertFailure(sample, FailureReason.TIMEOUT);
            assertThat(sample.detail())
                    .isEqualTo("dialogue step 2: no answer within 300ms (expected: to have the bytes 00)");
        }
    }

    @Test
    void closedPort_refuses() throws Exception {
        int port;
        try (Answering gone = new Answering(said -> null)) {
            port = gone.port();
        }
        Sample sample = loop.run(target(port, send("ping"), new Step.Expect("pong")));

        assertFailure(sample, FailureReason.CONNECT_REFUSED);
        assertThat(sample.detail()).isEqualTo("datagram to 127.0.0.1:" + port + ": port unreachable");
    }

    @Test
    void fence_isAskedAfterTheNameIsResolved() {
        try (TestLoop fenced = new TestLoop(engines, TestLoop.settings(engines).withFence(AddressFence.publicOnly()))) {
            assertFailure(fenced.run(target(9, send("ping"))), FailureReason.BLOCKED);
        }
    }

    private Sample run(Answering server, Step... steps) {
        return loop.run(target(server.port(), steps));
    }

    private static UdpTarget target(int port, Step... steps) {
        return new UdpTarget(
                new Endpoint("shop.test", port), Network.DEFAULT, new Dialogue(List.of(steps)), Expectation.NONE);
    }

    private static Step send(String text) {
        return new Step.Send(new SecretText(text));
    }

    /** Answers each datagram by a function of its text; null is silence. */
    private static final class Answering implements AutoCloseable {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final DatagramTarget socket = new DatagramTarget(0, this::listen);
        private final Function<String, @Nullable String> answer;
        private volatile long delayNanos;
        private volatile long heldNanos;

        Answering(Function<String, @Nullable String> answer) {
            this.answer = answer;
        }

        Answering delaying(long nanos) {
            delayNanos = nanos;
            return this;
        }

        /** How long the last answer was really held back. */
        long heldNanos() {
            return heldNanos;
        }

        int port() {
            return socket.port();
        }

        private void listen(DatagramPacket packet) throws IOException {
            long came = System.nanoTime();
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            heard.add(text);
            String reply = answer.apply(text);
            if (reply != null) {
                heldNanos = ExactDelay.until(came + delayNanos) - came;
                socket.send(reply.getBytes(StandardCharsets.UTF_8), packet.getSocketAddress());
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
