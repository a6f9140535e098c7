package dev.sonde.collector.store;

import java.time.Duration;
import java.time.Instant;

/**
 * How long what is kept. Immutable.
 *
 * @param minutes latencies by the minute
 * @param hours latencies by the hour
 * @param slots words of slots, resolved incidents, identities of batches
 * @param messages finished ones
 */
public record Retention(Duration minutes, Duration hours, Duration slots, Duration messages) {
    public static final Retention DEFAULT =
            new Retention(Duration.ofDays(3), Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(30));

    long minutesFrom(Instant now) {
        return Math.floorDiv(now.minus(minutes).getEpochSecond(), 60L);
    }

    long hoursFrom(Instant now) {
        return Math.floorDiv(now.minus(hours).getEpochSecond(), 3_600L);
    }

    long slotHoursFrom(Instant now) {
        return Math.floorDiv(now.minus(slots).getEpochSecond(), 3_600L);
    }
}
