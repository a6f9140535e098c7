package dev.sonde.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class GcPausesTest {
    private static final long MS = 1_000_000;

    @Test
    void longest_isOfThePausesThatTouchTheSpan() {
        GcPauses pauses = new GcPauses(() -> 0);
        pauses.paused(10 * MS, 30 * MS);
        pauses.paused(50 * MS, 55 * MS);
        pauses.paused(70 * MS, 170 * MS);

        assertThat(pauses.longestNanos(0, 9 * MS)).isZero();
        assertThat(pauses.longestNanos(0, 10 * MS)).isEqualTo(20 * MS);
        assertThat(pauses.longestNanos(31 * MS, 60 * MS)).isEqualTo(5 * MS);
        assertThat(pauses.longestNanos(0, 80 * MS)).isEqualTo(100 * MS);
        assertThat(pauses.longestNanos(171 * MS, 200 * MS)).isZero();
    }

    @Test
    void newestPauses_areKept() {
        GcPauses pauses = new GcPauses(() -> 0);
        pauses.paused(0, 900 * MS);
        for (int i = 1; i <= 256; i++) {
            pauses.paused(i * 1_000 * MS, i * 1_000 * MS + i * MS);
        }

        assertThat(pauses.longestNanos(0, 999 * MS)).isZero();
        assertThat(pauses.longestNanos(0, Long.MAX_VALUE / 2)).isEqualTo(256 * MS);
    }

    @Test
    void collectionsOfThisProcess_areHeard() {
        GcPauses pauses = new GcPauses(System::nanoTime);
        pauses.listen();
        long before = System.nanoTime();

        System.gc();

        await().until(() -> pauses.longestNanos(before - 1_000 * MS, System.nanoTime()) > 0);
        pauses.close();
    }
}
