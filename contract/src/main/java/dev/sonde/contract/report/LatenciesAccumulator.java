package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up many {@link Latencies}, as values or where they lie in their encoded form. Memory and cost are those of one
 * {@link HistogramAccumulator} for the whole and for each phase seen; reuse it through {@link #clear}. One thread.
 */
public final class LatenciesAccumulator {
    private static final Phase[] PHASES = Phase.values();

    private final HistogramAccumulator total = new HistogramAccumulator();
    private final @Nullable HistogramAccumulator[] phases = new @Nullable HistogramAccumulator[PHASES.length];

    /** Adds latencies. */
    public void add(Latencies latencies) {
        total.add(latencies.total());
        latencies.phases().forEach((phase, histogram) -> phase(phase.code()).add(histogram));
    }

    /**
     * Adds latencies that fill these bytes, written by {@link LatenciesCodec}, without building them. Nothing is added if
     * they are malformed.
     */
    public void addEncoded(byte[] bytes) throws MalformedBytesException {
        int[] starts = new int[PHASES.length];
        int added = 0;
        int mask = 0;
        int at = total.addEncoded(bytes, 0, bytes.length);
        try {
            ByteReader reader = new ByteReader(bytes, at, bytes.length);
            mask = LatenciesCodec.readPhaseMask(reader);
            at += reader.offset();
            for (int code = 0; code < PHASES.length; code++) {
                if ((mask & 1 << code) != 0) {
                    starts[code] = at;
                    at = phase(code).addEncoded(bytes, at, bytes.length);
                    added |= 1 << code;
                }
            }
            new ByteReader(bytes, at, bytes.length).requireEnd("after the latencies");
        } catch (MalformedBytesException | ArithmeticException e) {
            total.removeEncoded(bytes, 0, bytes.length);
            for (int code = 0; code < PHASES.length; code++) {
                if ((added & 1 << code) != 0) {
                    phase(code).removeEncoded(bytes, starts[code], bytes.length);
                }
            }
            throw e;
        }
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return total.isEmpty();
    }

    /** All that was added. */
    public Latencies toLatencies() {
        Map<Phase, SparseHistogram> histograms = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            HistogramAccumulator accumulator = phases[phase.code()];
            if (accumulator != null && !accumulator.isEmpty()) {
                histograms.put(phase, accumulator.toSparse());
            }
        }
        return new Latencies(total.toSparse(), histograms);
    }

    /** Forgets what was added; keeps the memory. */
    public void clear() {
        total.clear();
        for (HistogramAccumulator accumulator : phases) {
            if (accumulator != null) {
                accumulator.clear();
            }
        }
    }

    private HistogramAccumulator phase(int code) {
        HistogramAccumulator accumulator = phases[code];
        if (accumulator == null) {
            accumulator = new HistogramAccumulator();
            phases[code] = accumulator;
        }
        return accumulator;
    }
}
