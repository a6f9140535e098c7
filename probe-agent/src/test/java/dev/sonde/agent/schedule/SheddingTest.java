package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SheddingTest {
    private static final long TICK = LoopLag.TICK_NANOS;
    private final Shedding shedding = new Shedding();
    private long nanos = 5;

    private void ticks(Duration span, boolean onTime) {
        for (long passed = 0; passed < span.toNanos(); passed += TICK) {
            nanos += TICK;
            shedding.tick(nanos, onTime);
        }
    }

    @Test
    void share_isWholeWhileTheLoopIsNowAndThenOnTime() {
        shedding.start(nanos);

        for (int i = 0; i < 100; i++) {
            ticks(Duration.ofMillis(490), false);
            ticks(Duration.ofMillis(10), true);
        }

        assertThat(shedding.share()).isEqualTo(1);
    }

    @Test
    void share_fallsByAFifthAtEveryLookAfterHalfASecondOfLateness() {
        shedding.start(nanos);

        ticks(Duration.ofMillis(500), false);
        assertThat(shedding.share()).isEqualTo(1);
        ticks(Duration.ofMillis(100), false);
        assertThat(shedding.share()).isEqualTo(0.8);
        ticks(Duration.ofMillis(300), false);

        assertThat(shedding.share()).isEqualTo(0.8 * 0.8 * 0.8 * 0.8);
    }

    @Test
    void share_growsOnlyWhileTheLoopIsOnTimeAndIsWholeWithinTenSecondsOfTheWorst() {
        shedding.start(nanos);
        ticks(Duration.ofMinutes(1), false);
        assertThat(shedding.share()).isEqualTo(1.0 / 1024);

        ticks(Duration.ofSeconds(5), true);
        assertThat(shedding.share()).isBetween(0.4, 0.6);
        ticks(Duration.ofSeconds(3), true);

        assertThat(shedding.share()).isEqualTo(1);
    }

    @Test
    void processThatStoodStill_wasNotOverloaded() {
        shedding.start(nanos);

        nanos += Duration.ofMinutes(5).toNanos();
        shedding.tick(nanos, false);
        ticks(Duration.ofMillis(390), false);
        ticks(Duration.ofMillis(10), true);

        assertThat(shedding.share()).isEqualTo(1);
    }
}
