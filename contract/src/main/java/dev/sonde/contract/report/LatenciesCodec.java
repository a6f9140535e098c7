package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.EnumMap;
import java.util.Map;

/**
 * The one binary form of {@link Latencies}, on the wire and at rest: the histogram of the whole, a varint with bit c set
 * for each phase of wire code c that has samples, then those phases' histograms in order of code. Stateless.
 */
public final class LatenciesCodec {
    private static final Phase[] PHASES = Phase.values();

    private LatenciesCodec() {}

    /** The bytes of these latencies. */
    public static byte[] encode(Latencies latencies) {
        ByteWriter writer = new ByteWriter(64);
        write(latencies, writer);
        return writer.toByteArray();
    }

    /** The latencies that fill these bytes. */
    public static Latencies decode(byte[] bytes) throws MalformedBytesException {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        Latencies latencies = read(reader, Long.MAX_VALUE);
        reader.requireEnd("after the latencies");
        return latencies;
    }

    /** Appends latencies. */
    public static void write(Latencies latencies, ByteWriter writer) {
        HistogramCodec.write(latencies.total(), writer);
        int mask = 0;
        for (Phase phase : latencies.phases().keySet()) {
            mask |= 1 << phase.code();
        }
        writer.writeVarint(mask);
        for (SparseHistogram histogram : latencies.phases().values()) {
            HistogramCodec.write(histogram, writer);
        }
    }

    /**
     * Reads latencies.
     *
     * @param maxTotalCount most samples each of the histograms may have
     */
    public static Latencies read(ByteReader reader, long maxTotalCount) throws MalformedBytesException {
        SparseHistogram total = HistogramCodec.read(reader, maxTotalCount);
        int mask = readPhaseMask(reader);
        if (mask == 0) {
            return total.isEmpty() ? Latencies.EMPTY : new Latencies(total, Map.of());
        }
        EnumMap<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if ((mask & 1 << phase.code()) != 0) {
                phases.put(phase, HistogramCodec.read(reader, maxTotalCount));
            }
        }
        return new Latencies(total, phases);
    }

    static int readPhaseMask(ByteReader reader) throws MalformedBytesException {
        return reader.readBoundedInt("phases", 0, (1 << PHASES.length) - 1);
    }
}
