package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.Phase;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The run whose phases are nearest to the delays that a server put in. A busy machine adds to some runs, never takes from
 * one: that a run shows a delay exactly is proof, that another shows more is none.
 */
public final class Nearest {
    /** How much more than the delay a run may show, in nanoseconds. */
    public static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MOST_RUNS = 20;

    private Nearest() {}

    /** Runs until the phases are within the tolerance, at most twenty times; the nearest. */
    public static Sample of(Map<Phase, Long> delays, Supplier<Sample> run) {
        Sample nearest = null;
        for (int i = 0; i < MOST_RUNS && (nearest == null || excess(delays, nearest) > TOLERANCE); i++) {
            Sample sample = run.get();
            if (nearest == null || excess(delays, sample) < excess(delays, nearest)) {
                nearest = sample;
            }
        }
        return nearest;
    }

    private static long excess(Map<Phase, Long> delays, Sample sample) {
        return delays.entrySet().stream()
                .mapToLong(delay -> Math.abs(sample.phases().nanos(delay.getKey()) - delay.getValue()))
                .max()
                .orElse(0);
    }
}
