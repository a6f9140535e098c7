package dev.sonde.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GcPausesTest {
    private static final long MS = 1_000_000;

    private long nowMillis;
    private long pausedMillis = 3;
    private final GcPauses pauses = new GcPauses(() -> nowMillis * MS, () -> pausedMillis);

    @Test
    void total_isOfThePausesWithinTheSpan() {
        pause(10, 30);
        pause(50, 55);
        pause(70, 170);

        assertThat(pauses.totalNanos(0, 9 * MS, 0)).isZero();
        assertThat(pauses.totalNanos(0, 20 * MS, 0)).isEqualTo(10 * MS);
        assertThat(pauses.totalNanos(25 * MS, 60 * MS, 0)).isEqualTo(10 * MS);
        assertThat(pauses.totalNanos(0, 80 * MS, 0)).isEqualTo(35 * MS);
        assertThat(pauses.totalNanos(0, 200 * MS, 10 * MS)).isEqualTo(120 * MS);
        assertThat(pauses.totalNanos(171 * MS, 200 * MS, 0)).isZero();
    }

    @Test
    void newestPauses_areKept() {
        pause(0, 900);
        for (int i = 1; i <= 256; i++) {
            pause(i * 1_000, i * 1_000 + i);
        }

        assertThat(pauses.totalNanos(0, 999 * MS, 0)).isZero();
        assertThat(pauses.totalNanos(0, Long.MAX_VALUE / 2, 0)).isEqualTo(256 * 257 / 2 * MS);
    }

    @Test
    void pausesBeforeItsBeginning_areNobodys() {
        nowMillis = 100;
        pauses.look();

        assertThat(pauses.totalNanos(0, 100 * MS, 0)).isZero();
    }

    @Test
    void pausesBetweenTwoLooks_areOneThatEndsWithTheSecond() {
        nowMillis = 100;
        pausedMillis += 4 + 3;
        pauses.look();
        nowMillis = 110;
        pauses.look();

        assertThat(pauses.totalNanos(0, 110 * MS, 7 * MS)).isEqualTo(7 * MS);
        assertThat(pauses.totalNanos(98 * MS, 110 * MS, 0)).isEqualTo(2 * MS);
    }

    @Test
    void wholeCyclesOfConcurrentCollectors_areNoPauses() {
        assertThat(Stream.of(
                        "Copy",
                        "MarkSweepCompact",
                        "PS Scavenge",
                        "G1 Young Generation",
                        "G1 Concurrent GC",
                        "ZGC Pauses"))
                .allMatch(GcPauses::pausesTheProcess);
        assertThat(Stream.of("ZGC Cycles", "ZGC Major Cycles", "Shenandoah Cycles"))
                .noneMatch(GcPauses::pausesTheProcess);
    }

    @Test
    void collectionsOfThisProcess_areSeen() {
        GcPauses pausesOfTheProcess = GcPauses.ofThisProcess(System::nanoTime);
        long before = System.nanoTime();

        await().until(() -> {
            System.gc();
            pausesOfTheProcess.look();
            return pausesOfTheProcess.totalNanos(before - 1_000 * MS, System.nanoTime(), 0) > 0;
        });
    }

    private void pause(long fromMillis, long toMillis) {
        nowMillis = toMillis;
        pausedMillis += toMillis - fromMillis;
        pauses.look();
    }
}
