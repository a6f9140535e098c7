package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.HandClock;
import dev.sonde.agent.telemetry.DelayMeter;
import dev.sonde.agent.telemetry.GcPauses;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private static final long MS = 1_000_000;
    private final HandClock clock = new HandClock(Instant.parse("2026-11-22T10:00:00Z"));
    private long pausedMillis;
    private final GcPauses pauses = new GcPauses(clock::nanos, () -> pausedMillis);
    private final DelayMeter meter = new DelayMeter();
    private final LoopLag lag = new LoopLag(clock::nanos, clock.timer(), pauses, meter, 5 * MS, late -> {});

    @BeforeEach
    void start() {
        pausedMillis = 700;
        lag.start();
    }

    @Test
    void lag_isNoneWhileTicksAreOnTime() {
        long from = clock.nanos();

        clock.advance(Duration.ofSeconds(1));

        assertThat(lag.stuckSince(from)).isZero();
        assertThat(meter.drain().totalCount()).isEqualTo(100);
    }

    @Test
    void lag_touchesASpanThatBeganBeforeOrDuringTheStallButNotOneAfterIt() {
        long before = clock.nanos();
        clock.advance(Duration.ofMillis(25));
        long during = clock.nanos() + 40 * MS;
        clock.stall(Duration.ofMillis(100));
        long after = clock.nanos() + MS;
        clock.advance(Duration.ofMillis(30));

        // the tick was due 5 ms after the stall began
        assertThat(lag.stuckSince(before)).isEqualTo(95 * MS);
        assertThat(lag.stuckSince(during)).isEqualTo(60 * MS);
        assertThat(lag.stuckSince(after)).isZero();
    }

    @Test
    void lag_isKnownToAHandlerThatRunsBeforeTheLateTick() {
        clock.advance(Duration.ofMillis(10));
        long from = clock.nanos();

        clock.pass(80 * MS);

        assertThat(lag.stuckSince(from)).isEqualTo(70 * MS);
    }

    @Test
    void lag_isTheSumOfStallsAndNotOfHarmlessWakeUps() {
        long from = clock.nanos();
        clock.stall(Duration.ofMillis(40));
        clock.advance(Duration.ofMillis(20));
        clock.stall(Duration.ofMillis(70));
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(20));
            clock.stall(Duration.ofMillis(14));
        }

        assertThat(lag.stuckSince(from)).isEqualTo(30 * MS + 60 * MS);
    }

    @Test
    void stall_mayHaveBegunRightAfterTheTickBefore() {
        long from = clock.nanos();
        clock.advance(Duration.ofMillis(10));
        clock.pass(15 * MS);
        clock.advance(Duration.ofMillis(100));

        assertThat(lag.stuckSince(from)).isEqualTo(5 * MS);
        assertThat(lag.addedSince(from)).isEqualTo(15 * MS);
        assertThat(lag.addedSince(from + 12 * MS)).isEqualTo(13 * MS);
    }

    @Test
    void lag_neverExceedsTheSpan() {
        clock.advance(Duration.ofMillis(10));
        clock.stall(Duration.ofMillis(500));
        long from = clock.nanos();

        clock.pass(30 * MS);

        assertThat(lag.stuckSince(from)).isEqualTo(20 * MS);
        assertThat(lag.stuckSince(from + 15 * MS)).isEqualTo(15 * MS);
    }

    @Test
    void lag_includesPausesForGarbageCollectionThatNoTickWasLateFor() {
        clock.advance(Duration.ofMillis(100));
        long from = clock.nanos();

        clock.pass(9 * MS);
        pausedMillis += 8;

        assertThat(lag.stuckSince(from)).isEqualTo(8 * MS);
        clock.advance(Duration.ofMillis(100));
        assertThat(lag.stuckSince(from)).isEqualTo(8 * MS);
        assertThat(lag.stuckSince(from + 5 * MS)).isEqualTo(4 * MS);
        assertThat(lag.stuckSince(from + 10 * MS)).isZero();
    }

    @Test
    void lag_leavesOutPausesBeforeItsStart() {
        long from = clock.nanos();

        clock.advance(Duration.ofMillis(50));

        assertThat(lag.stuckSince(from)).isZero();
    }

    @Test
    void lag_leavesOutPausesThatAreShort() {
        clock.advance(Duration.ofMillis(100));
        long from = clock.nanos();
        for (int i = 0; i < 10; i++) {
            pausedMillis += 2;
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(lag.stuckSince(from)).isZero();
    }

    @Test
    void lag_remembersTheNewestStallsWhenTheyAreMany() {
        clock.stall(Duration.ofMillis(510));
        long from = clock.nanos() + 1;
        for (int i = 0; i < 100_000; i++) {
            clock.stall(Duration.ofMillis(20 + i % 7));
        }

        // the last 32,768 of 10 to 16 ms
        assertThat(lag.stuckSince(from)).isBetween(32_768 * 12 * MS, 32_768 * 14 * MS);
    }
}
