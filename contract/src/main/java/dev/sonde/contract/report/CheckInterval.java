package dev.sonde.contract.report;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one check did over a range of slots that lie in one UTC minute of planned time. A slot's word comes in exactly one
 * interval; elsewhere the slot is {@code none}. Immutable.
 *
 * @param firstSlot n of the first word; all slots are planned in the same UTC minute
 * @param words of the runs' own outcomes, at least one
 * @param limits the same slots against each latency limit
 * @param success latencies of successes whose durations are clean of the agent's lag
 * @param failure latencies of failures, likewise
 * @param leftOut runs whose durations were left out because the agent lagged
 * @param certificateExpiry last seen, also when verification failed; null when none was seen
 * @param evidence bounded records of runs worth showing; their slots may lie outside of the range
 * @param confirmations of slots that failed, of this range or of one told before; only for checks that confirm
 */
public record CheckInterval(
        CheckName check,
        Plan plan,
        long firstSlot,
        SlotWords words,
        List<LimitWords> limits,
        Latencies success,
        Latencies failure,
        long leftOut,
        @Nullable Instant certificateExpiry,
        List<Evidence> evidence,
        List<Confirmation> confirmations) {
    /** Most slots of an interval: as many as the shortest interval has in a minute. */
    public static final int MAX_SLOTS = 600;

    /** Most limits of a check. */
    public static final int MAX_LIMITS = 32;

    /** Most evidence in an interval. */
    public static final int MAX_EVIDENCE = 100;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    public CheckInterval {
        limits = List.copyOf(limits);
        evidence = List.copyOf(evidence);
        confirmations = List.copyOf(confirmations);
        requireWithin("slot count", words.count(), 1, MAX_SLOTS);
        requireWithin("limit count", limits.size(), 0, MAX_LIMITS);
        requireWithin("evidence count", evidence.size(), 0, MAX_EVIDENCE);
        requireWithin("confirmation count", confirmations.size(), 0, MAX_SLOTS);
        if (leftOut < 0 || leftOut > MAX_SLOTS) {
            throw new IllegalArgumentException("left out: " + leftOut + " (expected: 0 to " + MAX_SLOTS + ")");
        }
        if (!liesInOneMinute(plan, firstSlot, words.count())) {
            throw new IllegalArgumentException("slots: " + firstSlot + " and " + (words.count() - 1)
                    + " more (expected: all planned in one UTC minute)");
        }
        for (LimitWords limit : limits) {
            if (limit.words().count() != words.count()) {
                throw new IllegalArgumentException(
                        "limit words: " + limit.words().count() + " (expected: " + words.count() + ", one per slot)");
            }
        }
    }

    /** The same interval with other evidence. */
    public CheckInterval withEvidence(List<Evidence> kept) {
        return new CheckInterval(
                check,
                plan,
                firstSlot,
                words,
                limits,
                success,
                failure,
                leftOut,
                certificateExpiry,
                kept,
                confirmations);
    }

    /** Whether all of these slots are planned in the same UTC minute. */
    static boolean liesInOneMinute(Plan plan, long firstSlot, int count) {
        long furthest = Long.MAX_VALUE / plan.intervalNanos() - CheckInterval.MAX_SLOTS - 2;
        if (firstSlot > furthest || firstSlot < -furthest) {
            return false;
        }
        long first = Math.floorDiv(plan.plannedEpochNanos(firstSlot), MINUTE_NANOS);
        return first == Math.floorDiv(plan.plannedEpochNanos(firstSlot + count - 1), MINUTE_NANOS);
    }

    private static void requireWithin(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
