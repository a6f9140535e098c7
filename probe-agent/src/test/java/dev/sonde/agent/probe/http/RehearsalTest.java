package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.contract.fence.AddressFence;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RehearsalTest {
    @ParameterizedTest
    @MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
    void rehearsal_succeedsWhateverTheFenceAndTheNames(Engines engines) {
        AtomicInteger namesRead = new AtomicInteger();
        ProbeSettings settings = TestLoop.settings(engines)
                .withFence(AddressFence.publicOnly())
                .withNames(() -> {
                    namesRead.incrementAndGet();
                    return NameSources.system();
                });
        try (TestLoop loop = new TestLoop(engines)) {
            assertThat(loop.<Boolean>on(() -> Rehearsal.of(loop.vertx, settings)))
                    .isTrue();
            assertThat(loop.<Boolean>on(() -> Rehearsal.ofTls(loop.vertx, settings)))
                    .isTrue();
            assertThat(namesRead).hasValue(0);
        }
    }
}
