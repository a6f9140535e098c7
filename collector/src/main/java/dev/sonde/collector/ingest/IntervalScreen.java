package dev.sonde.collector.ingest;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.CheckInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Leaves out the intervals of a batch that cannot be filed: of checks that do not run there, too far in the future or too
 * old. Pure; immutable.
 *
 * @param expected the checks that run at each location
 */
record IntervalScreen(Map<Location, Set<CheckName>> expected) {
    /** An agent's clock may be this far ahead. */
    static final Duration MAX_AHEAD = Duration.ofHours(1);

    /** Slots are kept this long. */
    static final Duration MAX_AGE = Duration.ofDays(400);

    static final String UNKNOWN_CHECK = "unknown_check";
    static final String IN_THE_FUTURE = "in_the_future";
    static final String TOO_OLD = "too_old";

    IntervalScreen {
        expected = Map.copyOf(expected);
    }

    /** A batch without what is left out, and how many intervals were, by reason. */
    record Screened(Batch batch, Map<String, Long> dropped) {}

    Screened screen(AgentIdentity agent, Batch batch, Instant now) {
        Set<CheckName> checks = expected.getOrDefault(agent.location(), Set.of());
        long newest = epochNanos(now.plus(MAX_AHEAD));
        long oldest = epochNanos(now.minus(MAX_AGE));
        Map<String, Long> dropped = new TreeMap<>();
        List<CheckInterval> kept = new ArrayList<>(batch.intervals().size());
        for (CheckInterval interval : batch.intervals()) {
            long first = interval.plan().plannedEpochNanos(interval.firstSlot());
            long last = interval.plan()
                    .plannedEpochNanos(interval.firstSlot() + interval.words().count() - 1);
            if (!checks.contains(interval.check())) {
                dropped.merge(UNKNOWN_CHECK, 1L, Long::sum);
            } else if (last > newest) {
                dropped.merge(IN_THE_FUTURE, 1L, Long::sum);
            } else if (first < oldest) {
                dropped.merge(TOO_OLD, 1L, Long::sum);
            } else {
                kept.add(interval);
            }
        }
        return new Screened(dropped.isEmpty() ? batch : with(batch, kept), dropped);
    }

    private static Batch with(Batch batch, List<CheckInterval> intervals) {
        return new Batch(
                batch.agent(),
                batch.incarnation(),
                batch.sequence(),
                batch.configRevision(),
                batch.sentAt(),
                batch.scheduleDelay(),
                batch.eventLoopLag(),
                batch.batchesDropped(),
                intervals);
    }

    private static long epochNanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
