package dev.sonde.agent.probe;

import dev.sonde.contract.result.Phase;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Durations of the phases a run reached, in nanoseconds; they sum to the run's duration. Immutable.
 */
public final class PhaseTimings {
    /** No phase was reached. */
    public static final PhaseTimings NONE = new PhaseTimings(new long[0]);

    private static final Phase[] PHASES = Phase.values();
    private static final long ABSENT = -1;

    private final long[] nanosByPhase;

    private PhaseTimings(long[] nanosByPhase) {
        this.nanosByPhase = nanosByPhase;
    }

    /** Timings from a map; values in nanoseconds, not negative. */
    public static PhaseTimings of(Map<Phase, Long> nanos) {
        long[] values = new long[PHASES.length];
        for (Phase phase : PHASES) {
            values[phase.code()] = nanos.getOrDefault(phase, ABSENT);
        }
        return new PhaseTimings(values);
    }

    /**
     * Timings from an array, which is copied.
     *
     * @param nanosByPhase one value per phase, by {@link Phase#code()}; negative where the run did not reach it
     */
    public static PhaseTimings ofNanos(long[] nanosByPhase) {
        return new PhaseTimings(Arrays.copyOf(nanosByPhase, PHASES.length));
    }

    /** Whether the run reached the phase. */
    public boolean has(Phase phase) {
        return nanos(phase) >= 0;
    }

    /** The phase's duration in nanoseconds; -1 if the run did not reach it. */
    public long nanos(Phase phase) {
        return phase.code() < nanosByPhase.length ? nanosByPhase[phase.code()] : ABSENT;
    }

    /** The sum of all phases in nanoseconds. */
    public long totalNanos() {
        long total = 0;
        for (long nanos : nanosByPhase) {
            total += Math.max(nanos, 0);
        }
        return total;
    }

    /** What came since an earlier state of the same timings; a phase that did not go on since is absent. */
    public PhaseTimings since(PhaseTimings earlier) {
        long[] values = new long[PHASES.length];
        for (Phase phase : PHASES) {
            long gone = nanos(phase) - Math.max(earlier.nanos(phase), 0);
            boolean entered = has(phase) && (gone > 0 || !earlier.has(phase));
            values[phase.code()] = entered ? gone : ABSENT;
        }
        return new PhaseTimings(values);
    }

    /** The phases reached, in order of time. */
    public Map<Phase, Long> toMap() {
        EnumMap<Phase, Long> map = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if (has(phase)) {
                map.put(phase, nanos(phase));
            }
        }
        return map;
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
