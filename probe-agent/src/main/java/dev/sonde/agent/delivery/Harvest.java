package dev.sonde.agent.delivery;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import java.time.Instant;
import java.util.List;

/**
 * What all checks did since the cut before. Immutable.
 *
 * @param configRevision of the assignment the agent runs
 * @param cutAt wall time of the cut
 * @param scheduleDelay actual minus planned starts since the cut before
 * @param eventLoopLag since the cut before
 */
public record Harvest(
        String configRevision,
        Instant cutAt,
        List<CheckInterval> intervals,
        SparseHistogram scheduleDelay,
        SparseHistogram eventLoopLag) {
    public Harvest {
        intervals = List.copyOf(intervals);
    }
}
