package dev.sonde.contract.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalTime;

/**
 * When the runs of one check at one location are due. Slot n is planned at {@code n * interval + offset} nanoseconds of
 * the Unix epoch; n is the slot's identity everywhere. The offset spreads checks over the interval and is a pure
 * function of check and location, so a restart changes nothing. Both processes compute it here. Immutable.
 *
 * @param intervalNanos 100 ms to 1 d
 * @param offsetNanos 0 (inclusive) to the interval (exclusive)
 * @param timeoutNanos above 0, at most 1 d; may exceed the interval
 */
public record Plan(long intervalNanos, long offsetNanos, long timeoutNanos) {
    public static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    public static final Duration MAX_INTERVAL = Duration.ofDays(1);
    public static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    public Plan {
        if (intervalNanos < MIN_INTERVAL.toNanos() || intervalNanos > MAX_INTERVAL.toNanos()) {
            throw new IllegalArgumentException("interval: " + intervalNanos + " ns (expected: 100ms to 1d)");
        }
        if (offsetNanos < 0 || offsetNanos >= intervalNanos) {
            throw new IllegalArgumentException("offset: " + offsetNanos + " ns (expected: 0 to below the interval)");
        }
        if (timeoutNanos <= 0 || timeoutNanos > MAX_TIMEOUT.toNanos()) {
            throw new IllegalArgumentException("timeout: " + timeoutNanos + " ns (expected: above 0, at most 1d)");
        }
    }

    /** The plan of a check at a location: offset = first 8 bytes of SHA-256(check NUL location), unsigned, mod interval. */
    public static Plan of(CheckName check, Location location, Duration interval, Duration timeout) {
        byte[] digest = sha256((check.value() + '\0' + location.value()).getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        long intervalNanos = interval.toNanos();
        return new Plan(intervalNanos, Long.remainderUnsigned(hash, intervalNanos), timeout.toNanos());
    }

    /** The plan of a check anchored at a time of day, UTC: that time modulo the interval is its offset everywhere. */
    public static Plan anchoredAt(LocalTime at, Duration interval, Duration timeout) {
        long intervalNanos = interval.toNanos();
        return new Plan(intervalNanos, at.toNanoOfDay() % intervalNanos, timeout.toNanos());
    }

    /** Planned time of slot n, in nanoseconds of the Unix epoch. */
    public long plannedEpochNanos(long slot) {
        return slot * intervalNanos + offsetNanos;
    }

    /** The newest slot planned at or before this time. */
    public long slotAtOrBefore(long epochNanos) {
        return Math.floorDiv(epochNanos - offsetNanos, intervalNanos);
    }

    /** The first slot planned after this time. */
    public long slotAfter(long epochNanos) {
        return slotAtOrBefore(epochNanos) + 1;
    }

    /** How many slots are planned in (from, to], in nanoseconds of the Unix epoch. */
    public long slotsBetween(long fromEpochNanos, long toEpochNanos) {
        return Math.max(0, slotAtOrBefore(toEpochNanos) - slotAtOrBefore(fromEpochNanos));
    }

    /** Runs that may be in flight at once: {@code ceil(timeout / interval) + 1}. */
    public int maxInFlight() {
        return Math.toIntExact(Math.floorDiv(timeoutNanos - 1, intervalNanos) + 2);
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
