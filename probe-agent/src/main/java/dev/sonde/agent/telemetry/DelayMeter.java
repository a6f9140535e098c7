package dev.sonde.agent.telemetry;

import dev.sonde.contract.histogram.SparseHistogram;
import java.util.Arrays;

/** Collects delays until they are drained as a histogram. Belongs to one event loop. */
public final class DelayMeter {
    private static final int FIRST_CAPACITY = 64;
    private static final long NANOS_PER_MICRO = 1_000;

    private long[] micros = new long[FIRST_CAPACITY];
    private int size;

    /** Adds a delay; a negative one counts as none. */
    public void record(long nanos) {
        if (size == micros.length) {
            micros = Arrays.copyOf(micros, 2 * size);
        }
        micros[size++] = Math.max(nanos, 0) / NANOS_PER_MICRO;
    }

    /** All since the last call. */
    public SparseHistogram drain() {
        SparseHistogram drained = SparseHistogram.ofMicros(Arrays.copyOf(micros, size));
        size = 0;
        return drained;
    }
}
