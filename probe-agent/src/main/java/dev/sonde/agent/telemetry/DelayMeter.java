package dev.sonde.agent.telemetry;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.histogram.SparseRecorder;

/** Collects delays until they are drained as a histogram. Belongs to one event loop. */
public final class DelayMeter {
    private static final long NANOS_PER_MICRO = 1_000;

    private final SparseRecorder recorder = new SparseRecorder();

    /** Adds a delay; a negative one counts as none. */
    public void record(long nanos) {
        recorder.record(Math.max(nanos, 0) / NANOS_PER_MICRO);
    }

    /** All since the last call. */
    public SparseHistogram drain() {
        return recorder.drain();
    }
}
