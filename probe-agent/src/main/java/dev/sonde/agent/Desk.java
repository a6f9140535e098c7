package dev.sonde.agent;

import dev.sonde.agent.LoopStation.Yield;
import dev.sonde.agent.assignment.AssignmentDiff;
import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.agent.blackbox.Blackbox;
import dev.sonde.agent.delivery.BatchSink;
import dev.sonde.agent.delivery.Courier;
import dev.sonde.agent.delivery.GiveWay;
import dev.sonde.agent.delivery.Harvest;
import dev.sonde.agent.evidence.EvidenceBudget;
import dev.sonde.agent.exporter.Exporter;
import dev.sonde.agent.exporter.ProbeTotals;
import dev.sonde.agent.interval.Tally;
import dev.sonde.agent.probe.TlsRehearsal;
import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.LoopTimer;
import dev.sonde.agent.schedule.StartRamp;
import dev.sonde.agent.schedule.StopRecord;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.DiskTrouble;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of an agent that is not probing, on an event loop of its own: hands checks to the loops, gathers what they found,
 * and sees to it that it is kept, delivered and shown. Methods without another word belong to its event loop.
 */
final class Desk extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int NO_PORT = -1;

    private final AgentOptions options;
    private final Clocks clocks;
    private final AssignmentSource assignment;
    private final List<LoopVerticle> loops;
    private final TlsRehearsal tlsRehearsal;
    private final @Nullable BatchSink sink;
    private final @Nullable Supplier<Future<Blackbox>> dropIn;
    private final AgentTelemetry telemetry;
    /** Null unless they are shown: they grow with every minute and every distinct response time. */
    private final @Nullable ProbeTotals totals;

    private final AtomicBoolean newsTold = new AtomicBoolean();
    private final CapacityWatch capacity;
    private @Nullable DataDirectory data;
    private @Nullable Courier courier;
    private @Nullable Exporter exporter;
    private @Nullable Blackbox blackbox;
    private @Nullable CutPacer pacer;
    private StopRecord lifeBefore = StopRecord.NONE;
    private Future<Void> cutting = Future.succeededFuture();
    private Future<Void> taking = Future.succeededFuture();
    private boolean left;
    private volatile @Nullable AssignedChecks current;
    private volatile int port = NO_PORT;

    /**
     * @param loops the verticles that probe, deployed before this one
     * @param tlsRehearsal begun on this event loop, so that classes are loaded while runs go on elsewhere; never fails
     * @param sink null makes no batches
     * @param dropIn opens the drop-in; null if there is none
     */
    Desk(
            AgentOptions options,
            Clocks clocks,
            AssignmentSource assignment,
            List<LoopVerticle> loops,
            Supplier<Future<?>> tlsRehearsal,
            @Nullable BatchSink sink,
            @Nullable Supplier<Future<Blackbox>> dropIn,
            AgentTelemetry telemetry) {
        this.options = options;
        this.clocks = clocks;
        this.assignment = assignment;
        this.loops = loops;
        this.tlsRehearsal = new TlsRehearsal(() -> call(() -> tlsRehearsal.get().mapEmpty()));
        this.sink = sink;
        this.dropIn = dropIn;
        this.telemetry = telemetry;
        this.totals = options.listen() != null && options.exportChecks() ? new ProbeTotals() : null;
        this.capacity = new CapacityWatch(options.loops(), clocks.nanos(), telemetry);
    }

    /** Whether it is known what to run. Any thread. */
    boolean isReady() {
        return current != null;
    }

    /** For probes that are led to TLS. Any thread. */
    TlsRehearsal tlsRehearsal() {
        return tlsRehearsal;
    }

    /** Of the exporter; -1 without one. Any thread. */
    int port() {
        return port;
    }

    /** Somebody has a result that should not wait for the next regular cut. Any thread. */
    void news() {
        if (newsTold.compareAndSet(false, true)) {
            context.runOnContext(here -> {
                if (pacer != null) {
                    pacer.news();
                }
            });
        }
    }

    /** Does something on this event loop. Any thread. */
    Future<Void> call(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(
                here -> Future.succeededFuture().compose(now -> action.get()).onComplete(done));
        return done.future();
    }

    /** Looks at once whether there is something else to run, and whether the drop-in's modules changed. */
    Future<Void> reload() {
        Future<Void> modules = blackbox == null ? done() : blackbox.reload();
        Future<Void> checks = assignment.reload();
        return modules.transform(read -> checks.compose(assigned -> modules));
    }

    @Override
    public Future<?> start() {
        return openData()
                .compose(opened -> openBlackbox())
                .compose(opened -> startExporter())
                .compose(listening -> openCourier())
                .compose(opened -> {
                    CutPacer started = new CutPacer(LoopTimer.of(vertx), this::cut);
                    pacer = started;
                    started.start();
                    return assignment.start(next -> context.runOnContext(here -> expect(next)));
                })
                .recover(failure -> release().transform(released -> Future.failedFuture(failure)));
    }

    /** Ends all: runs, the last cut, delivery as far as it goes. */
    Future<Void> leave() {
        left = true;
        if (pacer != null) {
            pacer.stop();
            pacer = null;
        }
        return assignment
                .stop()
                .transform(stopped -> cutting)
                .transform(cut -> stopLoops())
                .compose(record -> harvestAndDeliver().transform(delivered -> store(record)))
                .transform(stored -> courier == null ? done() : courier.drain(options.stopGrace()))
                .transform(drained -> release())
                .transform(released -> taking);
    }

    private Future<Void> openData() {
        Path root = options.dataDirectory();
        if (root == null) {
            return done();
        }
        return vertx.executeBlocking(() -> {
            DataDirectory opened = DataDirectory.open(root);
            data = opened;
            try {
                lifeBefore = StopRecord.take(opened.stopRecord());
            } catch (IOException e) {
                LOG.warn("{}: {}; slots since the last stop stay silent", opened.stopRecord(), DiskTrouble.reason(e));
            }
            return null;
        });
    }

    private Future<Void> openBlackbox() {
        return dropIn == null
                ? done()
                : dropIn.get().onSuccess(opened -> blackbox = opened).mapEmpty();
    }

    private Future<Void> startExporter() {
        if (options.listen() == null) {
            return done();
        }
        Exporter started = new Exporter(
                vertx,
                options.listen(),
                telemetry,
                options.name(),
                () -> {
                    AssignedChecks known = current;
                    return known == null ? "" : known.location().value();
                },
                totals,
                clocks.wall(),
                this::isReady,
                blackbox);
        exporter = started;
        return started.start().onSuccess(bound -> port = bound).mapEmpty();
    }

    private Future<Void> openCourier() {
        if (sink == null) {
            return done();
        }
        Courier opened = new Courier(
                vertx,
                sink,
                options.spool() && data != null ? data.spool() : null,
                options.queueLimits(),
                options.name(),
                new SecureRandom(),
                clocks.wall(),
                telemetry);
        courier = opened;
        return opened.open();
    }

    /** Takes assignments over in their order, each when what its checks need is loaded: no slot of theirs waits for that. */
    private void expect(AssignedChecks next) {
        boolean needsTls = next.checks().stream().anyMatch(check -> TlsNeed.of(check.check()));
        taking = taking.transform(before -> needsTls ? tlsRehearsal.perform() : done())
                .onComplete(loaded -> assigned(next));
    }

    private void assigned(AssignedChecks next) {
        if (left) {
            return;
        }
        AssignmentDiff diff = AssignmentDiff.between(current, next);
        current = next;
        telemetry.checksAssigned(next.checks().size());
        if (totals != null) {
            totals.assign(next);
        }
        if (diff.isEmpty()) {
            return;
        }
        LOG.info("{} checks at location {}: {}", next.checks().size(), next.location(), diff);
        capacity.assigned(next, this::loopOf);
        Map<CheckName, Long> delays = rampOf(diff, next);
        StopRecord before = lifeBefore;
        lifeBefore = StopRecord.NONE;
        for (int i = 0; i < loops.size(); i++) {
            int loop = i;
            AssignmentDiff part = diff.only(name -> loopOf(name) == loop);
            if (!part.isEmpty()) {
                loops.get(i)
                        .ask(context, station -> {
                            station.apply(part, next.location(), before, name -> delays.getOrDefault(name, 0L));
                            return part;
                        })
                        .onFailure(defect -> LOG.error("defect while applying an assignment", defect));
            }
        }
    }

    private static Map<CheckName, Long> rampOf(AssignmentDiff diff, AssignedChecks next) {
        List<AssignedCheck> starting =
                Stream.concat(diff.added().stream(), diff.replanned().stream()).toList();
        List<Plan> plans = starting.stream()
                .map(check -> check.check().planAt(next.location()))
                .toList();
        StartRamp ramp = StartRamp.of(plans);
        Map<CheckName, Long> delays = new HashMap<>();
        for (int i = 0; i < starting.size(); i++) {
            delays.put(starting.get(i).check().name(), ramp.delayNanos(i));
        }
        return delays;
    }

    /** The same loop for the same name in every life. */
    private int loopOf(CheckName name) {
        int hash = name.value().hashCode() * 0x9E3779B9;
        return Math.floorMod(hash >>> 16, loops.size());
    }

    private void cut() {
        cutting = cutting.transform(before -> harvestAndDeliver());
    }

    private Future<Void> harvestAndDeliver() {
        AssignedChecks known = current;
        if (known == null) {
            return done();
        }
        newsTold.set(false);
        Instant cutAt = clocks.wall().instant();
        return askAll(LoopStation::harvest)
                .onSuccess(this::noteLoad)
                .compose(yields -> vertx.executeBlocking(() -> sum(known.revision(), cutAt, yields)))
                .compose(harvest -> courier == null ? done() : courier.accept(harvest))
                .onFailure(defect -> LOG.error("a cut failed and is lost", defect));
    }

    private void noteLoad(List<Yield> yields) {
        capacity.read(yields.stream().map(Yield::effort).toList());
        telemetry.share(yields.stream().mapToDouble(Yield::share).min().orElse(1));
    }

    /** On a worker. */
    private Harvest sum(String revision, Instant cutAt, List<Yield> yields) {
        GiveWay giveWay = new GiveWay();
        List<CheckInterval> intervals = new ArrayList<>();
        SparseHistogram scheduleDelay = SparseHistogram.EMPTY;
        SparseHistogram eventLoopLag = SparseHistogram.EMPTY;
        for (Yield yield : yields) {
            for (Tally tally : yield.tallies()) {
                intervals.add(tally.seal());
                giveWay.step();
            }
            scheduleDelay = scheduleDelay.plus(yield.scheduleDelay());
            eventLoopLag = eventLoopLag.plus(yield.eventLoopLag());
        }
        List<CheckInterval> bounded = EvidenceBudget.within(EvidenceBudget.MOST, intervals);
        telemetry.evidenceDropped(EvidenceBudget.count(intervals) - EvidenceBudget.count(bounded));
        telemetry.scheduleDelays(scheduleDelay);
        telemetry.eventLoopLags(eventLoopLag);
        if (totals != null) {
            totals.add(bounded);
        }
        return new Harvest(revision, cutAt, bounded, scheduleDelay, eventLoopLag);
    }

    private Future<StopRecord> stopLoops() {
        return askAll(LoopStation::stop).map(records -> {
            StopRecord.Builder all = new StopRecord.Builder();
            records.forEach(all::stopped);
            return all.build();
        });
    }

    private Future<Void> store(StopRecord record) {
        DataDirectory directory = data;
        if (directory == null || current == null) {
            return done();
        }
        return vertx.executeBlocking(() -> {
            try {
                record.store(directory.stopRecord());
            } catch (IOException e) {
                LOG.warn(
                        "{}: {}; slots until the next start stay silent",
                        directory.stopRecord(),
                        DiskTrouble.reason(e));
            }
            return null;
        });
    }

    private Future<Void> release() {
        Future<Void> delivered = courier == null ? done() : courier.close();
        return delivered
                .transform(closed -> exporter == null ? done() : exporter.stop())
                .transform(stopped -> blackbox == null ? done() : blackbox.close())
                .transform(stopped -> vertx.executeBlocking(() -> {
                    if (data != null) {
                        data.close();
                    }
                    return null;
                }));
    }

    private <T> Future<List<T>> askAll(Function<LoopStation, T> question) {
        List<Future<T>> answers =
                loops.stream().map(loop -> loop.ask(context, question)).toList();
        return Future.all(answers)
                .map(all -> answers.stream().map(Future::result).toList());
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }
}
