package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.Loop;
import dev.sonde.agent.schedule.LoopLoad;
import dev.sonde.agent.schedule.LoopTimer;
import dev.sonde.agent.target.HttpConversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs whose deadline comes while their own event loop was stuck, on a real one. */
class StuckLoopTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1_000);
    private static final Duration STUCK = Duration.ofMillis(700);
    private final TestLoop loop = new TestLoop(Engines.detect());

    @BeforeEach
    void measureLag() {
        loop.on(() -> {
            Loop measured = new Loop(
                    Clocks.system(),
                    LoopTimer.of(loop.vertx),
                    new LoopLoad(10),
                    GcPauses.ofThisProcess(System::nanoTime),
                    Duration.ofMillis(50).toNanos(),
                    new AgentTelemetry());
            measured.start();
            loop.probes.useLag(measured.lag()::stuckSince);
            return Future.succeededFuture();
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** A run after a first one, and the loop stuck right behind its start. */
    private Sample stuckRun(TcpTarget server) {
        Probe probe = loop.probe(HttpTarget.get(URI.create("http://127.0.0.1:" + server.port() + "/")), TIMEOUT);
        loop.run(probe);
        return loop.on(() -> {
            Future<Sample> run = probe.run();
            long until = System.nanoTime() + STUCK.toNanos();
            while (System.nanoTime() - until < 0) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            return run;
        });
    }

    @Test
    void answerThatTheAgentMadeLate_isASuccess() {
        try (TcpTarget server =
                new TcpTarget(new HttpConversation(Duration.ofMillis(600).toNanos(), 0, 10))) {
            Sample sample = stuckRun(server);

            assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.durationNanos()).isGreaterThan(TIMEOUT.toNanos());
        }
    }

    @Test
    void targetThatIsSilentInTimeOfItsOwn_hasFailedHoweverStuckTheAgentWas() {
        try (TcpTarget server = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = stuckRun(server);

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(Duration.ofNanos(sample.durationNanos()))
                    .isBetween(
                            TIMEOUT.plus(STUCK).minusMillis(30),
                            TIMEOUT.multipliedBy(2).plusMillis(500));
        }
    }
}
