package dev.sonde.agent;

import dev.sonde.agent.assignment.AssignmentDiff;
import dev.sonde.agent.interval.EvidenceChoice;
import dev.sonde.agent.interval.IntervalRecorder;
import dev.sonde.agent.interval.Tally;
import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.schedule.CheckLoop;
import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.DueHours;
import dev.sonde.agent.schedule.Loop;
import dev.sonde.agent.schedule.LoopLoad;
import dev.sonde.agent.schedule.LoopTimer;
import dev.sonde.agent.schedule.RunSink;
import dev.sonde.agent.schedule.StopRecord;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.CapacityForecast.Effort;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one event loop, each with its loop, probe and recorder, and what they share. Belongs to that event loop:
 * every method is called there.
 */
final class LoopStation {
    private final Clocks clocks;
    private final ProbeFactory probes;
    private final AgentTelemetry telemetry;
    private final long lagThresholdNanos;
    private final LongSupplier cpuNanos;
    private final Runnable news;
    private final Loop loop;
    private final Arrivals arrivals;
    private final Map<CheckName, Post> posts = new LinkedHashMap<>();
    private final Set<Post> leaving = new LinkedHashSet<>();
    private final SplittableRandom random = new SplittableRandom();

    /**
     * What a station found since it was asked before; the tallies belong to who asked.
     *
     * @param effort since the station began
     * @param share of their slots that its checks may run now
     */
    record Yield(
            List<Tally> tallies,
            SparseHistogram scheduleDelay,
            SparseHistogram eventLoopLag,
            Effort effort,
            double share) {}

    /**
     * @param cpuNanos CPU time of the thread that asks
     * @param news told when a run ended that somebody should hear of soon
     */
    LoopStation(
            Clocks clocks,
            LoopTimer timer,
            ProbeFactory probes,
            int maxInFlight,
            long lagThresholdNanos,
            GcPauses pauses,
            AgentTelemetry telemetry,
            LongSupplier cpuNanos,
            Runnable news) {
        this.clocks = clocks;
        this.probes = probes;
        this.telemetry = telemetry;
        this.lagThresholdNanos = lagThresholdNanos;
        this.cpuNanos = cpuNanos;
        this.news = news;
        this.loop = new Loop(clocks, timer, new LoopLoad(maxInFlight), pauses, lagThresholdNanos, telemetry);
        this.arrivals = new Arrivals(clocks, timer, this::enter);
        probes.useLag(loop.lag()::stuckSince);
    }

    void start() {
        loop.start();
    }

    /**
     * Makes its checks those of the next assignment.
     *
     * @param diff only what is for this station
     * @param before what is known of the life before
     * @param delayNanos how long from now each new check enters
     */
    void apply(AssignmentDiff diff, Location location, StopRecord before, ToLongFunction<CheckName> delayNanos) {
        diff.removed().forEach(this::leave);
        for (AssignedCheck check : diff.replanned()) {
            leave(check.check().name());
            expect(check, location, before, delayNanos);
        }
        for (AssignedCheck check : diff.added()) {
            expect(check, location, before, delayNanos);
        }
        for (AssignedCheck check : diff.reprobed()) {
            Post post = postOf(check);
            if (post != null) {
                post.checkLoop.replaceProbe(probes.create(check.check()));
            }
        }
        for (AssignedCheck check : diff.reconducted()) {
            Post post = postOf(check);
            if (post != null) {
                post.conduct(check.check().conduct());
            }
        }
        for (AssignedCheck check : diff.rejudged()) {
            Post post = postOf(check);
            if (post != null) {
                post.recorder.judgeBy(check.limits());
            }
        }
        arrivals.letIn();
    }

    private void expect(
            AssignedCheck check, Location location, StopRecord before, ToLongFunction<CheckName> delayNanos) {
        arrivals.expect(
                check, location, before, delayNanos.applyAsLong(check.check().name()));
    }

    /** Where a check is at work; null while it is still to enter, and then as it is now. */
    private @Nullable Post postOf(AssignedCheck check) {
        return arrivals.change(check) ? null : posts.get(check.check().name());
    }

    /** All that the checks found since the last call. */
    Yield harvest() {
        List<Tally> tallies = new ArrayList<>();
        posts.values().forEach(post -> post.recorder.drainTo(tallies));
        for (Post post : List.copyOf(leaving)) {
            post.recorder.drainTo(tallies);
            if (post.drained) {
                leaving.remove(post);
            }
        }
        Effort effort = new Effort(cpuNanos.getAsLong(), loop.runsStarted());
        return new Yield(tallies, loop.drainScheduleDelays(), loop.drainLags(), effort, loop.share());
    }

    /** Ends every run and says up to which slot each check was claimed. Harvest once more after it. */
    StopRecord stop() {
        StopRecord.Builder record = new StopRecord.Builder();
        arrivals.close(record);
        leaving.forEach(post -> post.checkLoop.stop());
        posts.forEach((name, post) -> {
            post.checkLoop.stop();
            record.stopped(name, post.plan, post.checkLoop.nextSlot());
        });
        var unused = close(); // the verticle's end waits for it
        return record.build();
    }

    /**
     * Forgets its timers and closes its probes; nothing is told. Harmless when repeated.
     *
     * @return completed when nothing is at work for them any more, on no thread
     */
    Future<Void> close() {
        arrivals.close();
        loop.close();
        return probes.close();
    }

    private void enter(Arrivals.Arrival arrival) {
        AssignedCheck assigned = arrival.check();
        CheckName name = assigned.check().name();
        Plan plan = assigned.check().planAt(arrival.location());
        Post post = new Post(assigned, plan, probes.create(assigned.check()));
        long first = arrival.before().firstSlot(name, plan, plan.slotAfter(clocks.epochNanos()));
        MissedRun betweenLives = arrival.before().missedBefore(name, plan, first);
        if (betweenLives != null) {
            post.hours.missed(betweenLives).forEach(post::missed);
        }
        post.checkLoop.start(first);
        posts.put(name, post);
    }

    private void leave(CheckName name) {
        if (arrivals.cancel(name)) {
            return;
        }
        Post post = posts.remove(name);
        if (post != null) {
            leaving.add(post);
            post.checkLoop.retire().onSuccess(over -> post.drained = true);
        }
    }

    /** One check at work: what its loop says goes to its recorder, with the lag that the run met. */
    private final class Post implements RunSink {
        private final Plan plan;
        private final CheckLoop checkLoop;
        private final IntervalRecorder recorder;
        private DueHours hours;
        private @Nullable Confirm confirm;
        private boolean drained;

        Post(AssignedCheck assigned, Plan plan, Probe probe) {
            CheckName name = assigned.check().name();
            Conduct conduct = assigned.check().conduct();
            this.plan = plan;
            this.hours = new DueHours(plan, conduct.hours());
            this.confirm = conduct.confirm();
            this.recorder = new IntervalRecorder(
                    name,
                    plan,
                    assigned.limits(),
                    lagThresholdNanos,
                    telemetry,
                    new EvidenceChoice(plan, conduct, random));
            this.checkLoop = new CheckLoop(name, plan, hours, probe, this, loop);
        }

        void conduct(Conduct otherwise) {
            hours = new DueHours(plan, otherwise.hours());
            confirm = otherwise.confirm();
            recorder.chooseBy(new EvidenceChoice(plan, otherwise, random));
            checkLoop.keepHours(hours);
        }

        @Override
        public void ended(long slot, long startedEpochNanos, Sample sample) {
            long lagNanos = loop.lag().addedSince(sample.startedNanos());
            if (recorder.ended(slot, startedEpochNanos, sample, lagNanos)) {
                news.run();
            }
            if (confirm != null
                    && recorder.failed(sample, lagNanos)
                    && checkLoop.confirm(slot, confirm.delay().toNanos())) {
                recorder.confirming(slot);
            }
        }

        @Override
        public void confirmed(long slot, long startedEpochNanos, Sample sample) {
            recorder.confirmed(slot, startedEpochNanos, sample, loop.lag().addedSince(sample.startedNanos()));
            news.run();
        }

        @Override
        public void missed(MissedRun missed) {
            recorder.missed(missed);
        }
    }
}
