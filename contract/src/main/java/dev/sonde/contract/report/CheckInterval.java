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
 * @param firstSlot n of the first word
 * @param words of the runs' own outcomes
 * @param limits the same slots against each latency limit
 * @param success latencies of successes whose durations are clean of the agent's lag
 * @param failure latencies of failures, likewise
 * @param leftOut runs whose durations were left out because the agent lagged
 * @param certificateExpiry last seen, also when verification failed; null when none was seen
 * @param evidence bounded records of failures
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
        List<Evidence> evidence) {
    public CheckInterval {
        limits = List.copyOf(limits);
        evidence = List.copyOf(evidence);
        for (LimitWords limit : limits) {
            if (limit.words().count() != words.count()) {
                throw new IllegalArgumentException(
                        "limit words: " + limit.words().count() + " (expected: " + words.count() + ", one per slot)");
            }
        }
    }
}
