package dev.sonde.agent.blackbox.prober;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What came of one probe. Immutable.
 *
 * @param metrics {@code probe_success} and all else, in order of name
 * @param log lines of logfmt, each ended
 */
public record ProbeResult(boolean success, MetricSnapshots metrics, String log) {}
