package dev.sonde.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class GcPausesTest {
    private static final long MS = 1_000_000;

    @Test
    void total_isOfThePausesWithinTheSpan() {
        GcPauses pauses = new GcPauses(() -> 0);
        pauses.paused(10 * MS, 30 * MS);
        pauses.paused(50 * MS, 55 * MS);
        pauses.paused(70 * MS, 170 * MS);

        assertThat(pauses.totalNanos(0, 9 * MS, 0)).isZero();
        assertThat(pauses.totalNanos(0, 20 * MS, 0)).isEqualTo(10 * MS);
        assertThat(pauses.totalNanos(25 * MS, 60 * MS, 0)).isEqualTo(10 * MS);
        assertThat(pauses.totalNanos(0, 80 * MS, 0)).isEqualTo(35 * MS);
        assertThat(pauses.totalNanos(0, 200 * MS, 10 * MS)).isEqualTo(120 * MS);
        assertThat(pauses.totalNanos(171 * MS, 200 * MS, 0)).isZero();
    }

    @Test
    void newestPauses_areKept() {
        GcPauses pauses = new GcPauses(() -> 0);
        pauses.paused(0, 900 * MS);
        for (int i = 1; i <= 256; i++) {
            pauses.paused(i * 1_000 * MS, i * 1_000 * MS + i * MS);
        }

        assertThat(pauses.totalNanos(0, 999 * MS, 0)).isZero();
        assertThat(pauses.totalNanos(0, Long.MAX_VALUE / 2, 0)).isEqualTo(256 * 257 / 2 * MS);
    }

    @Test
    void collectionsOfThisProcess_areHeard() {
        GcPauses pauses = new GcPauses(System::nanoTime);
        pauses.listen();
        long before = System.nanoTime();

        System.gc();

        await().until(() -> pauses.totalNanos(before - 1_000 * MS, System.nanoTime(), 0) > 0);
        pauses.close();
    }
}
