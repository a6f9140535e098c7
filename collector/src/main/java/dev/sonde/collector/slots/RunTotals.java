package dev.sonde.collector.slots;

import dev.sonde.contract.result.SlotWord;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of one check at one location since ever: every slot under the word it settled with, corrections
 * included, continuing over restarts and never shrinking. Immutable.
 *
 * @param started runs that started, by outcome and reason; only what has happened
 * @param missed slots that never started, by reason; only what has happened. A slot counted here as agent_silent stays
 *     counted when a late batch tells more
 * @param newest the word of the settled slot with the latest planned time; null before the first
 */
public record RunTotals(
        Map<RunKind, Long> started,
        Map<String, Long> missed,
        @Nullable SlotWord newest) {
    public static final RunTotals NONE = new RunTotals(Map.of(), Map.of(), null);

    /**
     * @param outcome success, failure or unknown
     * @param reason empty on success
     */
    public record RunKind(String outcome, String reason) implements Comparable<RunKind> {
        @Override
        public int compareTo(RunKind other) {
            int byOutcome = outcome.compareTo(other.outcome);
            return byOutcome != 0 ? byOutcome : reason.compareTo(other.reason);
        }
    }

    public RunTotals {
        started = Collections.unmodifiableMap(new TreeMap<>(started));
        missed = Collections.unmodifiableMap(new TreeMap<>(missed));
    }

    /** 1 or 0 by the newest settled run; null when that is unknown, excluded or absent. */
    public @Nullable Integer up() {
        if (newest == null) {
            return null;
        }
        return switch (newest.slotClass()) {
            case GOOD -> 1;
            case BAD -> 0;
            case UNKNOWN, EXCLUDED -> null;
        };
    }
}
