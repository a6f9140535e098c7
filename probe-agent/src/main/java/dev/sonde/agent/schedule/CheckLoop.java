package dev.sonde.agent.schedule;

import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of one check when they are due, whatever became of those before: the open model. Belongs to the event
 * loop of its {@link Loop}.
 *
 * <p>From the first slot it claims on, every slot gets exactly one word: a run, or a reason why there was none. Of slots
 * that came due before the loop got to them only the newest is run; the others are missed, {@code agent_stalled} if the
 * loop stood still or the clock was stepped, {@code agent_overloaded} if it had too much else to do. A slot that finds as
 * many runs in flight as the plan allows is missed ({@code in_flight_limit}). When the loop cannot keep up, or has no place
 * for one more run, slots are shed ({@code agent_overloaded}): every check runs the same share of its slots, evenly spread.
 */
public final class CheckLoop implements Wheel.Timed {
    /** A run so far over its timeout has been lost by its probe; it is ended as a defect, so that it blocks no slot. */
    private static final long LOST_AFTER_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Of a longer gap only the newest part is told; the collector settles older slots by itself. */
    private static final long LONGEST_TOLD_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int PAID_BACK_OVER_SLOTS = 8;
    private static final Logger LOG = LoggerFactory.getLogger(CheckLoop.class);

    private final CheckName check;
    private final Plan plan;
    private final FireTimes times;
    private final RunSink sink;
    private final Loop loop;
    /** Few at a time; without room of its own while there are none, which is nearly always. */
    private final List<Run> running = new ArrayList<>(0);

    private final List<Confirming> confirming = new ArrayList<>(0);
    private DueHours hours;
    private @Nullable Promise<Void> drained;
    private ProbeUse use;
    private DueQueue.@Nullable Entry entry;
    private long next;
    /** The part of a run that this check has earned while slots are shed; below 1. */
    private double earned;
    /** How much more it would have earned by the mean share of each second. */
    private double shortOfMean;

    private boolean retired;

    /**
     * @param probe closed by this loop when its last run ended
     */
    public CheckLoop(CheckName check, Plan plan, Probe probe, RunSink sink, Loop loop) {
        this(check, plan, new DueHours(plan, null), probe, sink, loop);
    }

    /**
     * @param hours which slots are to be run
     * @param probe closed by this loop when its last run ended
     */
    public CheckLoop(CheckName check, Plan plan, DueHours hours, Probe probe, RunSink sink, Loop loop) {
        this.hours = hours;
        this.check = check;
        this.plan = plan;
        this.times = new FireTimes(plan);
        this.use = new ProbeUse(probe);
        this.sink = sink;
        this.loop = loop;
        this.earned = spread(check);
    }

    /** Claims slots from this one on. */
    public void start(long firstSlot) {
        next = firstSlot;
        entry = loop.wheel().add(this);
    }

    /** The first slot that this loop has not claimed. */
    public long nextSlot() {
        return next;
    }

    /** Runs that have not ended. */
    public int inFlight() {
        return running.size();
    }

    /** Makes runs in other hours. */
    public void keepHours(DueHours otherwise) {
        hours = otherwise;
    }

    /**
     * Looks once more at a target that failed a slot's run. The run is told to the sink apart and is no slot's.
     *
     * @param delayNanos from now to its start
     * @return whether it will be told of; not when the check is ending, or when as many confirming runs are under way as
     *     runs may be
     */
    public boolean confirm(long slot, long delayNanos) {
        if (retired || confirming.size() >= plan.maxInFlight()) {
            return false;
        }
        Confirming begun = new Confirming(slot);
        confirming.add(begun);
        begun.armed = loop.timer().arm(delayNanos, () -> runAgain(begun));
        return true;
    }

    /** Makes later runs with another probe; those in flight end with theirs. */
    public void replaceProbe(Probe probe) {
        ProbeUse old = use;
        use = new ProbeUse(probe);
        old.retire();
    }

    /**
     * Claims no further slot; runs in flight end as they may.
     *
     * @return completed when the last one has been told to the sink
     */
    public Future<Void> retire() {
        Promise<Void> told = drained == null ? Promise.promise() : drained;
        drained = told;
        leaveWheel();
        retired = true;
        for (Confirming waiting : List.copyOf(confirming)) {
            if (waiting.run == null) {
                end(waiting, UnknownReason.AGENT_STOPPED, "the check ended before it was confirmed");
            }
        }
        use.retire();
        completeIfDrained();
        return told.future();
    }

    /** Claims no further slot and ends the runs in flight as unknown ({@code agent_stopped}); they are told before it returns. */
    public void stop() {
        leaveWheel();
        for (Run run : List.copyOf(running)) {
            run.use.close();
        }
        use.close();
        for (Confirming under : List.copyOf(confirming)) {
            if (under.run != null) {
                under.run.use.close();
            }
            end(under, UnknownReason.AGENT_STOPPED, "the agent stopped before the failure was confirmed");
        }
        for (Run run : List.copyOf(running)) {
            end(run, spoiled(run, UnknownReason.AGENT_STOPPED, "the agent stopped before the run ended"));
        }
        retire();
    }

    @Override
    public long dueEpochNanos() {
        return plan.plannedEpochNanos(next);
    }

    @Override
    public void fire(long epochNanos, long delayNanos) {
        FireTimes.Due due = times.dueAt(next, epochNanos);
        if (due == null) {
            return;
        }
        next = due.slot() + 1;
        if (due.passed() > 0) {
            long told = Math.min(due.passed(), Math.max(LONGEST_TOLD_NANOS / plan.intervalNanos(), 1));
            miss(due.slot() - told, told, whyPassed(delayNanos));
        }
        if (!hours.includes(due.slot())) {
            return;
        }
        endLost();
        if (running.size() >= plan.maxInFlight()) {
            miss(due.slot(), 1, UnknownReason.IN_FLIGHT_LIMIT);
        } else if (!isTaken()
                || !loop.load().hasPlaceFor(running.size(), loop.wheel().size() + 1)) {
            loop.shedding().shed();
            miss(due.slot(), 1, UnknownReason.AGENT_OVERLOADED);
        } else {
            run(due.slot(), epochNanos, Math.max(0, delayNanos - due.passed() * plan.intervalNanos()));
        }
    }

    /** Where checks begin to count differs, so that those of one moment are not all shed together. */
    private static double spread(CheckName check) {
        return ((check.hashCode() * 0x9E3779B9) >>> 1) / (Integer.MAX_VALUE + 1.0);
    }

    /**
     * Every slot earns the present share of a run, and some of what earlier slots were short of the mean: else those checks
     * would lose that are due in the crowded part of every second, when the share is always low.
     */
    private boolean isTaken() {
        double share = loop.shedding().share();
        if (share >= 1) {
            return true;
        }
        double gain = Math.max(0, share + shortOfMean / PAID_BACK_OVER_SLOTS);
        shortOfMean += loop.shedding().meanShare() - gain;
        earned += gain;
        if (earned < 1) {
            return false;
        }
        earned -= 1;
        return true;
    }

    /** @param delayNanos since the first slot passed was due; without what the clock was stepped by */
    private UnknownReason whyPassed(long delayNanos) {
        boolean waited = delayNanos >= plan.intervalNanos();
        long stoodStill = loop.lag().stuckSince(loop.clocks().nanos().getAsLong() - delayNanos);
        return waited && delayNanos / 2 > stoodStill ? UnknownReason.AGENT_OVERLOADED : UnknownReason.AGENT_STALLED;
    }

    private void run(long slot, long epochNanos, long delayNanos) {
        Run run = new Run(slot, epochNanos, loop.clocks().nanos().getAsLong(), use);
        running.add(run);
        use.begun();
        loop.load().started();
        loop.telemetry().runStarted();
        loop.scheduleDelays().record(delayNanos);
        startedBy(run).onComplete(result -> {
            if (result.succeeded()) {
                end(run, result.result());
            } else {
                LOG.error("check {}: defect in its probe", check, result.cause());
                end(run, spoiled(run, UnknownReason.AGENT_ERROR, "defect: " + result.cause()));
            }
        });
    }

    private static Future<Sample> startedBy(Run run) {
        try {
            return run.use.probe().run();
        } catch (RuntimeException defect) {
            return Future.failedFuture(defect);
        }
    }

    private void runAgain(Confirming begun) {
        begun.armed = null;
        if (loop.load().isFull()) {
            end(begun, UnknownReason.AGENT_OVERLOADED, "the agent was full when the failure was to be confirmed");
            return;
        }
        Run run = new Run(
                begun.slot, loop.clocks().epochNanos(), loop.clocks().nanos().getAsLong(), use);
        begun.run = run;
        use.begun();
        loop.load().started();
        loop.telemetry().runStarted();
        startedBy(run).onComplete(result -> {
            if (result.succeeded()) {
                end(begun, run, result.result());
            } else {
                LOG.error("check {}: defect in its probe", check, result.cause());
                end(begun, run, spoiled(run, UnknownReason.AGENT_ERROR, "defect: " + result.cause()));
            }
        });
    }

    private void end(Confirming begun, UnknownReason reason, String detail) {
        Run run = begun.run;
        Run never = new Run(
                begun.slot, loop.clocks().epochNanos(), loop.clocks().nanos().getAsLong(), use);
        end(begun, run, spoiled(run == null ? never : run, reason, detail));
    }

    /** @param run null if it was never started */
    private void end(Confirming begun, @Nullable Run run, Sample sample) {
        if (!confirming.remove(begun)) {
            return;
        }
        if (begun.armed != null) {
            begun.armed.cancel();
        }
        if (run != null) {
            left(run);
        }
        sink.confirmed(begun.slot, run == null ? loop.clocks().epochNanos() : run.startedEpochNanos, sample);
        completeIfDrained();
    }

    private void completeIfDrained() {
        if (drained != null && retired && running.isEmpty() && confirming.isEmpty()) {
            drained.tryComplete();
        }
    }

    private void end(Run run, Sample sample) {
        if (!running.remove(run)) {
            return;
        }
        left(run);
        sink.ended(run.slot, run.startedEpochNanos, sample);
        completeIfDrained();
    }

    private void left(Run run) {
        loop.load().ended();
        loop.telemetry().runEnded();
        run.use.ended();
    }

    private void endLost() {
        if (running.size() < plan.maxInFlight()) {
            return;
        }
        long now = loop.clocks().nanos().getAsLong();
        for (Run run : List.copyOf(running)) {
            if (now - run.startedNanos > plan.timeoutNanos() + LOST_AFTER_NANOS) {
                LOG.error("check {}: its probe never ended the run of slot {}", check, run.slot);
                end(run, spoiled(run, UnknownReason.AGENT_ERROR, "the run never ended"));
            }
        }
    }

    private void miss(long first, long count, UnknownReason reason) {
        for (MissedRun missed : hours.missed(new MissedRun(first, count, reason))) {
            loop.telemetry().runsMissed(reason, missed.count());
            sink.missed(missed);
        }
    }

    private void leaveWheel() {
        if (entry != null) {
            loop.wheel().remove(entry);
            entry = null;
        }
    }

    private Sample spoiled(Run run, UnknownReason reason, String detail) {
        return Sample.bare(
                Outcome.unknown(reason),
                run.startedNanos,
                loop.clocks().nanos().getAsLong() - run.startedNanos,
                detail);
    }

    /** A run in flight. Equal only to itself. */
    private static final class Run {
        private final long slot;
        private final long startedEpochNanos;
        private final long startedNanos;
        private final ProbeUse use;

        Run(long slot, long startedEpochNanos, long startedNanos, ProbeUse use) {
            this.slot = slot;
            this.startedEpochNanos = startedEpochNanos;
            this.startedNanos = startedNanos;
            this.use = use;
        }
    }

    /** A confirming run, from when it was decided. Equal only to itself. */
    private static final class Confirming {
        private final long slot;
        private LoopTimer.@Nullable Armed armed;
        private @Nullable Run run;

        Confirming(long slot) {
            this.slot = slot;
        }
    }
}
