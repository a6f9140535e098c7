package dev.sonde.contract.report;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Distributions of runs that ended alike: the whole response time and each phase that was reached. And of the steps that
 * ended so, whatever became of their runs. Immutable.
 *
 * @param phases only the phases with samples
 * @param steps by the step's name, only those with samples
 */
public record Latencies(
        SparseHistogram total, Map<Phase, SparseHistogram> phases, SortedMap<String, SparseHistogram> steps) {
    public static final Latencies EMPTY = new Latencies(SparseHistogram.EMPTY, Map.of());

    /** Most steps of one check: each is a series of its own. */
    public static final int MAX_STEPS = 20;

    /** Longest name of a step. */
    public static final int MAX_STEP_NAME = 63;

    private static final Pattern STEP = Pattern.compile("[a-z0-9-]{1," + MAX_STEP_NAME + "}");

    public Latencies {
        EnumMap<Phase, SparseHistogram> copy = new EnumMap<>(Phase.class);
        copy.putAll(phases);
        copy.values().removeIf(SparseHistogram::isEmpty);
        phases = Collections.unmodifiableMap(copy);
        SortedMap<String, SparseHistogram> stepCopy = new TreeMap<>(steps);
        stepCopy.values().removeIf(SparseHistogram::isEmpty);
        stepCopy.keySet().forEach(name -> {
            if (!isStepName(name)) {
                throw new IllegalArgumentException("step: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
            }
        });
        steps = Collections.unmodifiableSortedMap(stepCopy);
    }

    /** Latencies of runs without steps. */
    public Latencies(SparseHistogram total, Map<Phase, SparseHistogram> phases) {
        this(total, phases, Collections.emptySortedMap());
    }

    /** Whether a text can name a step. */
    public static boolean isStepName(String text) {
        return STEP.matcher(text).matches();
    }

    /** Whether there is no sample at all. */
    public boolean isEmpty() {
        return total.isEmpty() && phases.isEmpty() && steps.isEmpty();
    }

    /** Both together. */
    public Latencies plus(Latencies other) {
        EnumMap<Phase, SparseHistogram> sum = new EnumMap<>(Phase.class);
        sum.putAll(phases);
        other.phases.forEach((phase, histogram) -> sum.merge(phase, histogram, SparseHistogram::plus));
        SortedMap<String, SparseHistogram> stepSum = new TreeMap<>(steps);
        other.steps.forEach((step, histogram) -> stepSum.merge(step, histogram, SparseHistogram::plus));
        return new Latencies(total.plus(other.total), sum, stepSum);
    }
}
