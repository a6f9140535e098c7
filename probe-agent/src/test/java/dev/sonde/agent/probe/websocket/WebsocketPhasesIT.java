package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.PhaseTruth;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.WebsocketConversation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Upgrade and dialogue of a WebSocket against a server that holds back both by a known time. */
@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
class WebsocketPhasesIT {
    private static final long UPGRADE_NANOS = TimeUnit.MILLISECONDS.toNanos(110);
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(120);

    @Parameter
    Engines engines;

    @Test
    void phases_areWhatTheServerStamped() {
        PhaseTruth truth = new PhaseTruth();
        AtomicLong asked = new AtomicLong();
        WebsocketConversation conversation = new WebsocketConversation(peer -> {
                    long answered = System.nanoTime();
                    peer.receive();
                    long said = ExactDelay.until(answered + ANSWER_NANOS);
                    peer.send("pong");
                    truth.stamped(Map.of(
                            Phase.PROCESSING, answered - asked.get(),
                            Phase.TRANSFER, said - answered));
                    TcpTarget.awaitClose(peer.socket());
                })
                .showingHead(head -> asked.set(System.nanoTime()))
                .delaying(UPGRADE_NANOS);
        try (TestLoop loop = new TestLoop(engines);
                TcpTarget server = new TcpTarget(conversation)) {
            Probe probe = loop.probe(
                    new WebsocketTarget(
                            URI.create("ws://shop.test:" + server.port() + "/"),
                            List.of(),
                            List.of(),
                            null,
                            null,
                            Tls.DEFAULT,
                            Network.DEFAULT,
                            new Dialogue(List.of(new Step.Send(new SecretText("ping")), new Step.Expect("^pong$"))),
                            Expectation.NONE),
                    Duration.ofSeconds(10));
            truth.assertHolds(engines + ", websocket", () -> loop.run(probe));
        }
    }
}
