package dev.sonde.collector.latency;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LatenciesAccumulator;
import dev.sonde.contract.report.LatenciesCodec;

/**
 * All latencies of one check at one location in a stretch of planned time: a minute, an hour, or since ever. Those since
 * ever continue over restarts and never shrink. Immutable.
 *
 * @param leftOut runs whose durations were left out because the agent lagged
 */
public record LatencyTotals(Latencies success, Latencies failure, long leftOut) {
    public static final LatencyTotals NONE = new LatencyTotals(Latencies.EMPTY, Latencies.EMPTY, 0);

    /** Both together. */
    public LatencyTotals plus(LatencyTotals other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty()
                ? other
                : new LatencyTotals(success.plus(other.success), failure.plus(other.failure), leftOut + other.leftOut);
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return leftOut == 0 && success.isEmpty() && failure.isEmpty();
    }

    /** The bytes at rest. */
    public byte[] encode() {
        ByteWriter writer = new ByteWriter(64);
        LatenciesCodec.write(success, writer);
        LatenciesCodec.write(failure, writer);
        writer.writeVarint(leftOut);
        return writer.toByteArray();
    }

    /**
     * Adds encoded totals to sums, without building them.
     *
     * @return how many runs' durations were left out
     */
    public static long addEncoded(byte[] encoded, LatenciesAccumulator success, LatenciesAccumulator failure) {
        try {
            int at = success.addEncoded(encoded, 0, encoded.length);
            at = failure.addEncoded(encoded, at, encoded.length);
            return new ByteReader(encoded, at, encoded.length).readBounded("left out", 0, Long.MAX_VALUE);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored latencies: " + e.getMessage(), e);
        }
    }

    /** Adds the successes' whole response times of encoded totals, without building them. */
    static void addSuccess(byte[] encoded, HistogramAccumulator sum) {
        try {
            sum.addEncoded(encoded, 0, encoded.length);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored latencies: " + e.getMessage(), e);
        }
    }

    /** What {@link #encode} wrote; IllegalStateException if the bytes are something else. */
    public static LatencyTotals decode(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        try {
            Latencies success = LatenciesCodec.read(reader, Long.MAX_VALUE);
            Latencies failure = LatenciesCodec.read(reader, Long.MAX_VALUE);
            long leftOut = reader.readBounded("left out", 0, Long.MAX_VALUE);
            reader.requireEnd("after the latencies");
            return new LatencyTotals(success, failure, leftOut);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored latencies: " + e.getMessage(), e);
        }
    }
}
