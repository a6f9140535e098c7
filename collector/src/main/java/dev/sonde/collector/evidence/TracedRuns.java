package dev.sonde.collector.evidence;

import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.series.BucketBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest kept run of one check and location in each bucket of response time, successes only, and the newest failure.
 * Not stored: exemplars are of the last days, and after a restart the next kept runs bring new ones. One thread.
 */
public final class TracedRuns {
    private static final int BUCKETS = BucketBounds.RESPONSE_TIME.size() + 1;
    private static final int FAILURES = BUCKETS;

    private final @Nullable TracedRun[] newest = new @Nullable TracedRun[BUCKETS + 1];

    /** Considers a run whose duration is in the histograms; the agent leaves none out of evidence for its lag alone. */
    public void add(Evidence evidence) {
        String traceId = evidence.trail().traceId();
        boolean success = evidence.outcome() instanceof Outcome.Success;
        boolean failure = evidence.outcome() instanceof Outcome.Failure;
        if (traceId.isEmpty() || !(success || failure) || evidence.kind() == EvidenceKind.CONFIRMATION) {
            return;
        }
        int at = success ? bucketOf(evidence.durationNanos()) : FAILURES;
        TracedRun before = newest[at];
        if (before == null || before.startedAt().isBefore(evidence.startedAt())) {
            newest[at] = new TracedRun(success, traceId, evidence.durationNanos(), evidence.startedAt());
        }
    }

    /** What stands behind the buckets now. */
    public List<TracedRun> runs() {
        return new ArrayList<>(Arrays.stream(newest).filter(Objects::nonNull).toList());
    }

    private static int bucketOf(long nanos) {
        int at = 0;
        for (Duration bound : BucketBounds.RESPONSE_TIME) {
            if (nanos <= bound.toNanos()) {
                return at;
            }
            at++;
        }
        return at;
    }
}
