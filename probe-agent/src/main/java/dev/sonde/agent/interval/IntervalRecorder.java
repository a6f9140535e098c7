package dev.sonde.agent.interval;

import dev.sonde.agent.evidence.EndedRun;
import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects what became of the slots of one check until it is drained, a {@link Tally} per UTC minute of planned time. A
 * run that ends late still goes to its slot's minute, so ranges of successive drains may overlap; but each slot's word is
 * in exactly one tally. Belongs to the check's event loop; drained tallies belong to who drained them.
 */
public final class IntervalRecorder {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final CheckName check;
    private final Plan plan;
    private final long lagThresholdNanos;
    private final AgentTelemetry telemetry;
    /** Null while there is nothing to drain: most checks are at rest most of the time. */
    private @Nullable SortedMap<Long, Tally> byMinute;

    private @Nullable List<Tally> judgedByOldLimits;
    private @Nullable Tally newest;
    private long newestMinute;
    private EvidenceChoice choice;
    private List<Duration> limits;
    private boolean lastWasBad;

    /**
     * @param limits latency limits that every run is judged by, distinct and ascending
     * @param lagThresholdNanos lag of the agent during a run above which it can spoil verdicts that rest on time
     */
    public IntervalRecorder(
            CheckName check, Plan plan, List<Duration> limits, long lagThresholdNanos, AgentTelemetry telemetry) {
        this(
                check,
                plan,
                limits,
                lagThresholdNanos,
                telemetry,
                new EvidenceChoice(plan, Conduct.DEFAULT, new SplittableRandom()));
    }

    /** @param choice which runs are kept as evidence */
    public IntervalRecorder(
            CheckName check,
            Plan plan,
            List<Duration> limits,
            long lagThresholdNanos,
            AgentTelemetry telemetry,
            EvidenceChoice choice) {
        this.choice = choice;
        this.check = check;
        this.plan = plan;
        this.limits = List.copyOf(limits);
        this.lagThresholdNanos = lagThresholdNanos;
        this.telemetry = telemetry;
    }

    /**
     * A run ended.
     *
     * @param startedEpochNanos wall time of its actual start
     * @param lagNanos what the agent's own stalls and pauses may have added to it
     * @return whether somebody should hear of it soon: it is bad, or the first good one after a bad one
     */
    public boolean ended(long slot, long startedEpochNanos, Sample sample, long lagNanos) {
        Verdict verdict = Verdict.of(sample, lag(lagNanos), limits);
        Tally tally = tally(slot);
        tally.ended(slot, sample, verdict);
        choice.ended(slot, startedEpochNanos, sample, lagNanos, verdict, limits, tally);
        if (verdict.leavesDurationsOut()) {
            telemetry.durationLeftOut();
        }
        if (verdict.isBad()) {
            lastWasBad = true;
            return true;
        }
        boolean recovered = lastWasBad && verdict.isGood();
        lastWasBad = lastWasBad && !recovered;
        return recovered;
    }

    /** Whether a run failed once the agent's lag is considered: whether it is to be confirmed. */
    public boolean failed(Sample sample, long lagNanos) {
        return Verdict.of(sample, lag(lagNanos), List.of()).outcome() instanceof Outcome.Failure;
    }

    /** A confirming run has begun for a slot whose run failed. */
    public void confirming(long slot) {
        tally(slot).confirmed(new Confirmation(slot, null));
    }

    /**
     * A confirming run ended. It counts in no distribution and changes no slot.
     *
     * @param slot whose failure it looked at
     */
    public void confirmed(long slot, long startedEpochNanos, Sample sample, long lagNanos) {
        Outcome outcome = Verdict.of(sample, lag(lagNanos), List.of()).outcome();
        Tally tally = tally(slot);
        tally.confirmed(new Confirmation(slot, outcome));
        tally.keep(new EndedRun(slot, startedEpochNanos, outcome, sample.detail(), sample, lagNanos)
                .keptAs(EvidenceKind.CONFIRMATION));
    }

    /** Runs never started. */
    public void missed(MissedRun missed) {
        SlotWord word = SlotWord.unknown(missed.reason(), false);
        for (long slot = missed.firstSlot(); slot < missed.firstSlot() + missed.count(); slot++) {
            tally(slot).missed(slot, word);
        }
    }

    /** Chooses evidence among later runs otherwise. */
    public void chooseBy(EvidenceChoice otherwise) {
        choice = otherwise;
    }

    /** Judges later runs by other limits. */
    public void judgeBy(List<Duration> newLimits) {
        List<Tally> old = new ArrayList<>();
        drainTo(old);
        judgedByOldLimits = old.isEmpty() ? null : old;
        limits = List.copyOf(newLimits);
    }

    /** Whether there is nothing to drain. */
    public boolean isEmpty() {
        return byMinute == null && judgedByOldLimits == null;
    }

    /** Hands over all there is. */
    public void drainTo(List<Tally> drained) {
        if (judgedByOldLimits != null) {
            drained.addAll(judgedByOldLimits);
            judgedByOldLimits = null;
        }
        if (byMinute != null) {
            drained.addAll(byMinute.values());
            byMinute = null;
            newest = null;
        }
    }

    private RunLag lag(long nanos) {
        return new RunLag(nanos, lagThresholdNanos, plan.timeoutNanos());
    }

    private Tally tally(long slot) {
        long minute = Math.floorDiv(plan.plannedEpochNanos(slot), MINUTE_NANOS);
        if (newest != null && minute == newestMinute) {
            return newest;
        }
        SortedMap<Long, Tally> all = byMinute == null ? new TreeMap<>() : byMinute;
        byMinute = all;
        Tally tally = all.computeIfAbsent(minute, fresh -> new Tally(check, plan, limits));
        newest = tally;
        newestMinute = minute;
        return tally;
    }
}
