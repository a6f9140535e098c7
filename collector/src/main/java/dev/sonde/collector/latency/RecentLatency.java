package dev.sonde.collector.latency;

import dev.sonde.contract.histogram.SparseHistogram;
import java.time.Duration;
import java.util.List;

/**
 * Successes of the last minutes at one location, for gauges: the response times of the whole minutes of planned time
 * that a window touches.
 *
 * @param window 5 minutes or 1 hour
 * @param success empty when nothing succeeded: it has no percentile then
 */
public record RecentLatency(Duration window, SparseHistogram success) {
    /** The windows that are kept, ascending. */
    public static final List<Duration> WINDOWS = List.of(Duration.ofMinutes(5), Duration.ofHours(1));
}
