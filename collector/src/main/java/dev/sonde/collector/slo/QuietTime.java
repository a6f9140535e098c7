package dev.sonde.collector.slo;

import dev.sonde.collector.slots.SlotCounting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * How quiet an indicator has been, by settled good slots only: silence is not quiet.
 *
 * <p>A good slot vouches for the interval that follows it at its location; with several locations each vouches for its
 * share. So a stretch is quiet when it holds no bad slot, lasts at least the quiet time and more than one interval (every
 * location had its say), and its good slots, times the interval, add up to the quiet time at every location. Pure; asks
 * its counting on the caller's thread.
 */
public final class QuietTime {
    /** How long causes must be clear, and a check without a bad slot, unless configured. */
    public static final Duration DEFAULT = Duration.ofMinutes(5);

    private final SlotCounting counting;
    private final Duration interval;
    private final int locations;
    private final Duration quiet;
    private final Instant now;

    /**
     * @param counting the indicator's slots
     * @param interval of the check's present plan
     * @param locations that hold slots, at least 1
     * @param quiet how long is quiet
     */
    public QuietTime(SlotCounting counting, Duration interval, int locations, Duration quiet, Instant now) {
        this.counting = counting;
        this.interval = interval;
        this.locations = locations;
        this.quiet = quiet;
        this.now = now;
    }

    /** Whether good slots vouch for the quiet time since this instant. */
    public boolean isVouchedSince(Instant since) {
        return addUp(since.minus(interval), now);
    }

    /**
     * Whether new trouble began after this instant: a bad slot that follows a quiet stretch, which may have begun
     * before. The search goes back block by block of half a stretch's least length, because a stretch holds at least one
     * whole block; only for a block without bad slots are the stretch's ends sought, by halving.
     */
    public boolean newTroubleSince(Instant since) {
        Duration least = quiet.compareTo(interval) >= 0 ? quiet : interval;
        Duration block = least.dividedBy(2);
        Instant floor = since.minus(least.multipliedBy(2));
        Instant end = now;
        while (end.isAfter(floor)) {
            Instant start = latest(end.minus(block), floor);
            if (bad(start, end) > 0) {
                end = start;
                continue;
            }
            Instant lastBefore = lastBadAtOrBefore(start, floor);
            Instant firstAfter = firstBadAfter(end);
            if (!firstAfter.isAfter(since)) {
                return false;
            }
            if (bad(end, now) > 0 && isQuiet(lastBefore, firstAfter)) {
                return true;
            }
            end = lastBefore;
        }
        return false;
    }

    private boolean isQuiet(Instant lastBefore, Instant firstAfter) {
        Duration length = Duration.between(lastBefore, firstAfter);
        return length.compareTo(quiet) >= 0 && length.compareTo(interval) > 0 && addUp(lastBefore, firstAfter);
    }

    private boolean addUp(Instant fromExclusive, Instant toInclusive) {
        BigDecimal vouched = BigDecimal.valueOf(
                        counting.count(fromExclusive, toInclusive).good())
                .multiply(Nanos.of(interval));
        return vouched.compareTo(Nanos.of(quiet).multiply(BigDecimal.valueOf(locations))) >= 0;
    }

    /** The planned time of the last bad slot in (floor, at], or the floor. */
    private Instant lastBadAtOrBefore(Instant at, Instant floor) {
        if (bad(floor, at) == 0) {
            return floor;
        }
        long low = 0;
        long high = Duration.between(floor, at).toNanos();
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (bad(floor.plusNanos(middle), at) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return floor.plusNanos(high);
    }

    /** The planned time of the first bad slot after this time, or now. */
    private Instant firstBadAfter(Instant at) {
        long low = 0;
        long high = Duration.between(at, now).toNanos();
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (bad(at, at.plusNanos(middle)) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return at.plusNanos(high);
    }

    private long bad(Instant fromExclusive, Instant toInclusive) {
        return counting.count(fromExclusive, toInclusive).bad();
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
