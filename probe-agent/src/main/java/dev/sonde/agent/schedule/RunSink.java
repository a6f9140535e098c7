package dev.sonde.agent.schedule;

import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Sample;

/**
 * Hears what became of the slots of one check: each slot that its loop claimed is told exactly once, in one of the two
 * ways. Called on the check's event loop.
 */
public interface RunSink {
    /**
     * A run ended.
     *
     * @param slot n
     * @param startedEpochNanos wall time of the actual start
     */
    void ended(long slot, long startedEpochNanos, Sample sample);

    /**
     * A confirming run ended, or could not be made and ended as unknown. It is no slot's run.
     *
     * @param slot whose failure it looked at
     * @param startedEpochNanos wall time of the actual start
     */
    void confirmed(long slot, long startedEpochNanos, Sample sample);

    /** Runs never started. */
    void missed(MissedRun missed);
}
