package dev.sonde.collector.latency;

/**
 * One minute as it lies at rest.
 *
 * @param minute of the Unix epoch
 * @param latencies encoded {@link LatencyTotals}; not copied, and not to be changed any more
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from the disk; never compared
public record StoredMinute(long minute, byte[] latencies) {}
