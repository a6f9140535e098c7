package dev.sonde.contract.report;

import dev.sonde.contract.histogram.SparseHistogram;
import java.time.Instant;
import java.util.List;

/**
 * What an agent ships at once. (agent, incarnation, sequence) is its identity: delivering it again is harmless.
 * Immutable.
 *
 * @param agent the agent's name
 * @param incarnation drawn at random at each start of the agent
 * @param sequence 1, 2, 3 ... within the incarnation
 * @param configRevision of the assignment the agent runs
 * @param sentAt the agent's wall time when the batch was cut
 * @param scheduleDelay actual minus planned starts since the batch before
 * @param eventLoopLag since the batch before
 * @param batchesDropped batches this incarnation has dropped so far because its queue was full
 */
public record Batch(
        String agent,
        long incarnation,
        long sequence,
        String configRevision,
        Instant sentAt,
        SparseHistogram scheduleDelay,
        SparseHistogram eventLoopLag,
        long batchesDropped,
        List<CheckInterval> intervals) {
    public Batch {
        intervals = List.copyOf(intervals);
    }
}
