package dev.sonde.collector.latency;

import dev.sonde.contract.report.Latencies;
import java.time.Duration;
import java.time.Instant;

/**
 * Latencies of a stretch of planned time. Percentiles of them are exact nearest ranks to the recorder's 3 digits.
 *
 * @param from inclusive, on a whole minute or hour
 * @param to exclusive, on a whole minute or hour
 * @param resolution the coarsest tier that was read: a minute or an hour
 * @param leftOut runs whose durations were left out because the agent lagged
 */
public record LatencyRange(
        Instant from, Instant to, Duration resolution, Latencies success, Latencies failure, long leftOut) {}
