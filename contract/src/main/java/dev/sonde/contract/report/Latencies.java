package dev.sonde.contract.report;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Distributions of runs that ended alike: the whole response time and each phase that was reached. Immutable.
 *
 * @param phases only the phases with samples
 */
public record Latencies(SparseHistogram total, Map<Phase, SparseHistogram> phases) {
    public static final Latencies EMPTY = new Latencies(SparseHistogram.EMPTY, Map.of());

    public Latencies {
        EnumMap<Phase, SparseHistogram> copy = new EnumMap<>(Phase.class);
        copy.putAll(phases);
        copy.values().removeIf(SparseHistogram::isEmpty);
        phases = Collections.unmodifiableMap(copy);
    }

    /** Both together. */
    public Latencies plus(Latencies other) {
        EnumMap<Phase, SparseHistogram> sum = new EnumMap<>(Phase.class);
        sum.putAll(phases);
        other.phases.forEach((phase, histogram) -> sum.merge(phase, histogram, SparseHistogram::plus));
        return new Latencies(total.plus(other.total), sum);
    }
}
