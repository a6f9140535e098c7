package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up many {@link Latencies}, as values or where they lie in their encoded form. Memory and cost are those of one
 * {@link HistogramAccumulator} for the whole, for each phase and for each step seen; reuse it through {@link #clear}. One thread.
 */
public final class LatenciesAccumulator {
    private static final Phase[] PHASES = Phase.values();

    private final HistogramAccumulator total = new HistogramAccumulator();
    private final @Nullable HistogramAccumulator[] phases = new @Nullable HistogramAccumulator[PHASES.length];
    private final SortedMap<String, HistogramAccumulator> steps = new TreeMap<>();
    /** Memory of steps that were cleared. */
    private final Deque<HistogramAccumulator> spare = new ArrayDeque<>();

    /** Adds latencies. */
    public void add(Latencies latencies) {
        total.add(latencies.total());
        latencies.phases().forEach((phase, histogram) -> phase(phase.code()).add(histogram));
        latencies.steps().forEach((step, histogram) -> step(step).add(histogram));
    }

    /**
     * Adds latencies that fill these bytes, written by {@link LatenciesCodec}, without building them. Nothing is added if
     * they are malformed.
     */
    public void addEncoded(byte[] bytes) throws MalformedBytesException {
        add(bytes, 0, bytes.length, true);
    }

    /**
     * As {@link #addEncoded(byte[])} for latencies that lie among other bytes.
     *
     * @param offset of their first byte
     * @param end behind the last byte that may belong to them
     * @return the offset behind their last byte
     */
    public int addEncoded(byte[] bytes, int offset, int end) throws MalformedBytesException {
        return add(bytes, offset, end, false);
    }

    private int add(byte[] bytes, int offset, int end, boolean nothingMayFollow) throws MalformedBytesException {
        int[] starts = new int[PHASES.length];
        int added = 0;
        Map<String, Integer> stepStarts = new LinkedHashMap<>();
        int at = total.addEncoded(bytes, offset, end);
        try {
            ByteReader reader = new ByteReader(bytes, at, end);
            int mask = LatenciesCodec.readMask(reader, true);
            at += reader.offset();
            for (int code = 0; code < PHASES.length; code++) {
                if ((mask & 1 << code) != 0) {
                    starts[code] = at;
                    at = phase(code).addEncoded(bytes, at, end);
                    added |= 1 << code;
                }
            }
            if ((mask & LatenciesCodec.STEPS) != 0) {
                at = addSteps(bytes, at, end, stepStarts);
            }
            if (nothingMayFollow) {
                new ByteReader(bytes, at, end).requireEnd("after the latencies");
            }
            return at;
        } catch (MalformedBytesException | ArithmeticException e) {
            total.removeEncoded(bytes, offset, end);
            for (int code = 0; code < PHASES.length; code++) {
                if ((added & 1 << code) != 0) {
                    phase(code).removeEncoded(bytes, starts[code], end);
                }
            }
            for (Map.Entry<String, Integer> step : stepStarts.entrySet()) {
                step(step.getKey()).removeEncoded(bytes, step.getValue(), end);
            }
            throw e;
        }
    }

    /** Adds the steps that begin here, noting where each one's histogram does once it was added. */
    private int addSteps(byte[] bytes, int offset, int end, Map<String, Integer> starts)
            throws MalformedBytesException {
        ByteReader counts = new ByteReader(bytes, offset, end);
        int count = LatenciesCodec.readStepCount(counts, LatenciesCodec.MAX_STEPS_AT_REST);
        int at = offset + counts.offset();
        String name = "";
        for (int i = 0; i < count; i++) {
            ByteReader names = new ByteReader(bytes, at, end);
            name = LatenciesCodec.readStepAfter(name, names);
            int start = at + names.offset();
            at = step(name).addEncoded(bytes, start, end);
            starts.put(name, start);
        }
        return at;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return total.isEmpty() && steps.values().stream().allMatch(HistogramAccumulator::isEmpty);
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
        SortedMap<String, SparseHistogram> ofSteps = new TreeMap<>();
        steps.forEach((step, accumulator) -> ofSteps.put(step, accumulator.toSparse()));
        return new Latencies(total.toSparse(), histograms, ofSteps);
    }

    /** Forgets what was added; keeps the memory. */
    public void clear() {
        total.clear();
        for (HistogramAccumulator accumulator : phases) {
            if (accumulator != null) {
                accumulator.clear();
            }
        }
        for (HistogramAccumulator accumulator : steps.values()) {
            accumulator.clear();
            spare.push(accumulator);
        }
        steps.clear();
    }

    private HistogramAccumulator phase(int code) {
        HistogramAccumulator accumulator = phases[code];
        if (accumulator == null) {
            accumulator = new HistogramAccumulator();
            phases[code] = accumulator;
        }
        return accumulator;
    }

    private HistogramAccumulator step(String name) {
        return steps.computeIfAbsent(name, added -> spare.isEmpty() ? new HistogramAccumulator() : spare.pop());
    }
}
