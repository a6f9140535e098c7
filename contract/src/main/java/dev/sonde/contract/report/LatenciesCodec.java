package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one binary form of {@link Latencies}, on the wire and at rest: the histogram of the whole, a varint with bit c set
 * for each phase of wire code c that has samples, then those phases' histograms in order of code. Bit 7 of that varint says
 * that steps follow: how many, then name and histogram of each, in ascending order of their names. Stateless.
 */
public final class LatenciesCodec {
    /** The bit that says that steps follow; phases have those below. */
    static final int STEPS = 1 << 7;

    /** At rest, steps of earlier configurations add up. */
    static final int MAX_STEPS_AT_REST = 10_000;

    private static final int MIN_STEP_BYTES = 3;
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
        if (!latencies.steps().isEmpty()) {
            mask |= STEPS;
        }
        writer.writeVarint(mask);
        for (SparseHistogram histogram : latencies.phases().values()) {
            HistogramCodec.write(histogram, writer);
        }
        if (!latencies.steps().isEmpty()) {
            writer.writeBounded("step count", latencies.steps().size(), 1, MAX_STEPS_AT_REST);
            for (Map.Entry<String, SparseHistogram> step : latencies.steps().entrySet()) {
                writer.writeText("step", step.getKey(), 1, Latencies.MAX_STEP_NAME);
                HistogramCodec.write(step.getValue(), writer);
            }
        }
    }

    /**
     * Reads latencies at rest.
     *
     * @param maxTotalCount most samples each of the histograms may have
     */
    public static Latencies read(ByteReader reader, long maxTotalCount) throws MalformedBytesException {
        return read(reader, maxTotalCount, MAX_STEPS_AT_REST);
    }

    /**
     * Reads latencies.
     *
     * @param maxTotalCount most samples each of the histograms may have
     * @param maxSteps most steps there may be; 0 for a form that knows none
     */
    static Latencies read(ByteReader reader, long maxTotalCount, int maxSteps) throws MalformedBytesException {
        SparseHistogram total = HistogramCodec.read(reader, maxTotalCount);
        int mask = readMask(reader, maxSteps > 0);
        if (mask == 0) {
            return total.isEmpty() ? Latencies.EMPTY : new Latencies(total, Map.of());
        }
        EnumMap<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if ((mask & 1 << phase.code()) != 0) {
                phases.put(phase, HistogramCodec.read(reader, maxTotalCount));
            }
        }
        SortedMap<String, SparseHistogram> steps = new TreeMap<>();
        int count = (mask & STEPS) == 0 ? 0 : readStepCount(reader, maxSteps);
        String previous = "";
        for (int i = 0; i < count; i++) {
            previous = readStepAfter(previous, reader);
            steps.put(previous, HistogramCodec.read(reader, maxTotalCount));
        }
        return new Latencies(total, phases, steps);
    }

    static int readPhaseMask(ByteReader reader) throws MalformedBytesException {
        return readMask(reader, false);
    }

    /** The varint that says what follows the histogram of the whole. */
    static int readMask(ByteReader reader, boolean stepsAllowed) throws MalformedBytesException {
        return reader.readBoundedInt("phases", 0, (1 << PHASES.length) - 1 | (stepsAllowed ? STEPS : 0));
    }

    static int readStepCount(ByteReader reader, int maxSteps) throws MalformedBytesException {
        return reader.readCount("step count", 1, maxSteps, MIN_STEP_BYTES);
    }

    /** The next step's name, which must come behind the one before. */
    static String readStepAfter(String previous, ByteReader reader) throws MalformedBytesException {
        String name = reader.readText("step", 1, Latencies.MAX_STEP_NAME);
        if (!Latencies.isStepName(name) || name.compareTo(previous) <= 0) {
            throw reader.malformed("step before", "out of order or form", "a-z, 0-9 and -, names ascending");
        }
        return name;
    }
}
