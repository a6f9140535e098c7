package dev.sonde.collector.evidence;

import java.time.Instant;

/**
 * A kept run that sent a trace id: what a histogram shows as an exemplar. Immutable.
 *
 * @param success whether it counts among the successes
 * @param traceId 32 hexadecimal digits
 */
public record TracedRun(boolean success, String traceId, long durationNanos, Instant startedAt) {}
