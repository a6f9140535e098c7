package dev.sonde.collector.latency;

import dev.sonde.contract.report.Latencies;

/**
 * All latencies of one check at one location since ever: they continue over restarts and never shrink. Immutable.
 *
 * @param leftOut runs whose durations were left out because the agent lagged
 */
public record LatencyTotals(Latencies success, Latencies failure, long leftOut) {
    public static final LatencyTotals NONE = new LatencyTotals(Latencies.EMPTY, Latencies.EMPTY, 0);
}
