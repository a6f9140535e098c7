package dev.sonde.agent.interval;

import dev.sonde.agent.evidence.EndedRun;
import dev.sonde.agent.evidence.SlowestRuns;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.result.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which runs of a check are kept as evidence: every one that did not go well, every one of a deep check, successes
 * drawn at random and the slowest ones of five minutes. A run that is not chosen is not asked for its trail. Belongs to the
 * check's event loop.
 */
public final class EvidenceChoice {
    private final Plan plan;
    private final boolean deep;
    private final double sampled;
    private final RandomGenerator random;
    private final SlowestRuns slowest;

    /** @param random draws successes */
    public EvidenceChoice(Plan plan, Conduct conduct, RandomGenerator random) {
        this.plan = plan;
        this.deep = conduct.deep();
        this.sampled = conduct.evidence().sample().doubleValue();
        this.random = random;
        this.slowest = new SlowestRuns(conduct.deep() ? 0 : conduct.evidence().slowest());
    }

    void ended(
            long slot,
            long startedEpochNanos,
            Sample sample,
            long lagNanos,
            Verdict verdict,
            List<Duration> limits,
            Tally tally) {
        long planned = plan.plannedEpochNanos(slot);
        List<Evidence> found = slowest.endedBefore(planned);
        if (!found.isEmpty()) {
            found.forEach(tally::keep);
        }
        Outcome overLimit = verdict.overLimit();
        if (overLimit != null) {
            String detail = overLimit(sample, limits.get(verdict.longestLimitMissed()));
            tally.keep(new EndedRun(slot, startedEpochNanos, overLimit, detail, sample, lagNanos)
                    .keptAs(EvidenceKind.FAILURE));
            return;
        }
        EvidenceKind kind = kindOf(verdict);
        if (kind == null && !(verdict.keepsDurations() && slowest.wants(planned, sample.durationNanos()))) {
            return;
        }
        EndedRun run = new EndedRun(slot, startedEpochNanos, verdict.outcome(), sample.detail(), sample, lagNanos);
        if (kind == null) {
            slowest.keep(run);
        } else {
            tally.keep(run.keptAs(kind));
        }
    }

    /** Why the run is kept at once; null if it is not. */
    private @Nullable EvidenceKind kindOf(Verdict verdict) {
        if (!(verdict.outcome() instanceof Outcome.Success)) {
            return EvidenceKind.FAILURE;
        }
        if (deep) {
            return EvidenceKind.DEEP;
        }
        return sampled > 0 && random.nextDouble() < sampled ? EvidenceKind.SAMPLE : null;
    }

    private static String overLimit(Sample sample, Duration limit) {
        return sample.durationNanos() / 1_000_000 + " ms (expected: at most " + limit.toMillis() + " ms)";
    }
}
