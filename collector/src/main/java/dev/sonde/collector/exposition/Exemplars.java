package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which traced run stands behind a bucket. Pure. */
final class Exemplars {
    private Exemplars() {}

    /**
     * The newest that took longer than the lower bound and no longer than the upper one; null if none did.
     *
     * @param lower in seconds, as the upper one
     */
    static @Nullable TracedRun newest(List<TracedRun> traced, double lower, double upper) {
        TracedRun newest = null;
        for (TracedRun run : traced) {
            double seconds = run.durationNanos() / 1e9;
            if (seconds > lower
                    && seconds <= upper
                    && (newest == null || run.startedAt().isAfter(newest.startedAt()))) {
                newest = run;
            }
        }
        return newest;
    }
}
