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
    private final GcPauses pauses = new GcPauses(clock::nanos);
    private final DelayMeter meter = new DelayMeter();
    private final LoopLag lag = new LoopLag(clock::nanos, clock.timer(), pauses, meter, 5 * MS);

    @BeforeEach
    void start() {
        lag.start();
    }

    @Test
    void lag_isNoneWhileTicksAreOnTime() {
        long from = clock.nanos();

        clock.advance(Duration.ofSeconds(1));

        assertThat(lag.longestSince(from)).isZero();
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
        assertThat(lag.longestSince(before)).isEqualTo(95 * MS);
        assertThat(lag.longestSince(during)).isEqualTo(95 * MS);
        assertThat(lag.longestSince(after)).isZero();
    }

    @Test
    void lag_isKnownToAHandlerThatRunsBeforeTheLateTick() {
        clock.advance(Duration.ofMillis(10));
        long from = clock.nanos();

        clock.pass(80 * MS);

        assertThat(lag.longestSince(from)).isEqualTo(70 * MS);
    }

    @Test
    void lag_takesTheLongestOfSeveralAndNotTheirSum() {
        long from = clock.nanos();
        clock.stall(Duration.ofMillis(40));
        clock.advance(Duration.ofMillis(20));
        clock.stall(Duration.ofMillis(70));
        clock.advance(Duration.ofMillis(20));

        assertThat(lag.longestSince(from)).isEqualTo(60 * MS);
    }

    @Test
    void lag_includesPausesForGarbageCollection() {
        clock.advance(Duration.ofMillis(100));
        long from = clock.nanos();
        clock.advance(Duration.ofMillis(100));

        pauses.paused(from - 30 * MS, from + 30 * MS);

        assertThat(lag.longestSince(from)).isEqualTo(60 * MS);
        assertThat(lag.longestSince(from + 31 * MS)).isZero();
    }

    @Test
    void lag_remembersTheNewestStallsWhenTheyAreMany() {
        clock.stall(Duration.ofMillis(510));
        long from = clock.nanos() + 1;
        for (int i = 0; i < 100_000; i++) {
            clock.stall(Duration.ofMillis(20 + i % 7));
        }

        assertThat(lag.longestSince(from)).isEqualTo(16 * MS);
    }
}
