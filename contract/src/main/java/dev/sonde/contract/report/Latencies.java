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

    private static final Phase[] PHASES = Phase.values();
    private static final Pattern STEP = Pattern.compile("[a-z0-9-]{1," + MAX_STEP_NAME + "}");

    public Latencies {
        phases = phases.isEmpty() ? Map.of() : withSamples(phases);
        steps = steps.isEmpty() ? Collections.emptySortedMap() : namedWithSamples(steps);
    }

    private static Map<Phase, SparseHistogram> withSamples(Map<Phase, SparseHistogram> phases) {
        EnumMap<Phase, SparseHistogram> copy = new EnumMap<>(Phase.class);
        copy.putAll(phases);
        copy.values().removeIf(SparseHistogram::isEmpty);
        return Collections.unmodifiableMap(copy);
    }

    private static SortedMap<String, SparseHistogram> namedWithSamples(SortedMap<String, SparseHistogram> steps) {
        SortedMap<String, SparseHistogram> copy = new TreeMap<>(steps);
        copy.values().removeIf(SparseHistogram::isEmpty);
        copy.keySet().forEach(name -> {
            if (!isStepName(name)) {
                throw new IllegalArgumentException("step: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
            }
        });
        return Collections.unmodifiableSortedMap(copy);
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
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        EnumMap<Phase, SparseHistogram> sum = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            SparseHistogram mine = phases.getOrDefault(phase, SparseHistogram.EMPTY);
            SparseHistogram both = mine.plus(other.phases.getOrDefault(phase, SparseHistogram.EMPTY));
            if (!both.isEmpty()) {
                sum.put(phase, both);
            }
        }
        return new Latencies(total.plus(other.total), sum, stepsPlus(other.steps));
    }

    private SortedMap<String, SparseHistogram> stepsPlus(SortedMap<String, SparseHistogram> more) {
        if (more.isEmpty()) {
            return steps;
        }
        SortedMap<String, SparseHistogram> sum = new TreeMap<>(steps);
        more.forEach((step, histogram) -> sum.merge(step, histogram, SparseHistogram::plus));
        return sum;
    }
}
