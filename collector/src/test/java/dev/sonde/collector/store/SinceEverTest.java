package dev.sonde.collector.store;

import static dev.sonde.collector.store.StoreFixture.CHECK;
import static dev.sonde.collector.store.StoreFixture.EU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.latency.LatencyBuckets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latencies since ever are added to in place, and who has been shown them must not notice. */
class SinceEverTest {
    @TempDir
    Path directory;

    @Test
    void sinceEver_staysAsItWasShownWhenMoreComes() throws Exception {
        try (StoreFixture fixture = new StoreFixture(directory)) {
            LatencyBuckets nothing = shown(fixture);
            append(fixture, 0);
            LatencyBuckets one = shown(fixture);
            append(fixture, 1);
            append(fixture, 2);
            LatencyBuckets three = shown(fixture);
            append(fixture, 3);

            assertThat(nothing.success().total().count()).isZero();
            assertThat(one.success().total().count()).isEqualTo(1);
            assertThat(one.success().phases().values())
                    .isNotEmpty()
                    .allSatisfy(phase -> assertThat(phase.count()).isEqualTo(1));
            assertThat(three.success().total().count()).isEqualTo(3);
            assertThat(shown(fixture).success().total().count()).isEqualTo(4);
            assertThat(LatencyBuckets.NONE.success().total().isEmpty()).isTrue();
        }
    }

    private static void append(StoreFixture fixture, int n) {
        fixture.append(StoreFixture.good(n)).toCompletableFuture().join();
    }

    private static LatencyBuckets shown(StoreFixture fixture) {
        return fixture.store
                .look(state -> state.latency().sinceEver(CHECK, EU))
                .toCompletableFuture()
                .join();
    }
}
