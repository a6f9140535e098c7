package dev.sonde.collector.watch;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.telemetry.CollectorMeters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rounds going: a full one every 5 s, and a quick one soon after a commit that changed a slot's class, so that
 * several commits share it. Rounds run on the store's thread, one after the other. Any thread.
 */
public final class Watch {
    /** A full round begins this long after the one before began. */
    public static final Duration FULL_ROUND_EVERY = Duration.ofSeconds(5);

    /** A change waits this long for others; a round must follow within 500 ms. */
    public static final Duration GATHER = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final RoundStore store;
    private final ScheduledExecutorService timer;
    private final CollectorMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Runnable messagesOwed;
    private final AtomicBoolean quickRoundPlanned = new AtomicBoolean();
    private final AtomicBoolean fullRoundRuns = new AtomicBoolean();
    private volatile @Nullable EvaluationRound round;
    private volatile Snapshot snapshot = Snapshot.NONE;

    /**
     * @param timer for the pace only; nothing runs long on it
     * @param messagesOwed told after a round that may have owed messages; must be quick
     */
    public Watch(
            RoundStore store,
            ScheduledExecutorService timer,
            CollectorMeters meters,
            InstantSource clock,
            LongSupplier nanoTime,
            Runnable messagesOwed) {
        this.store = store;
        this.timer = timer;
        this.meters = meters;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.messagesOwed = messagesOwed;
    }

    /** From now on rounds judge this; the first of them is under way when this returns. */
    public CompletionStage<Snapshot> judge(Judged judged, IncidentTracker tracker, MessagePlanner planner) {
        round = new EvaluationRound(judged, tracker, planner);
        return runNow(true);
    }

    /** Begins to run full rounds. */
    public void start() {
        ScheduledFuture<?> unused = timer.scheduleAtFixedRate(
                this::runFull, FULL_ROUND_EVERY.toMillis(), FULL_ROUND_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A commit has changed a slot's class. */
    public void slotsChanged() {
        if (quickRoundPlanned.compareAndSet(false, true)) {
            try {
                ScheduledFuture<?> unused = timer.schedule(this::runQuick, GATHER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("no round after the stop", e);
            }
        }
    }

    /** How everything stood after the newest committed round. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Somebody takes an open incident on; completes after the commit with how it is then, empty if it is not open. */
    public CompletionStage<Optional<Incident>> acknowledge(String id, String by) {
        return heed(id, (tracker, incident, now) -> tracker.acknowledge(incident, by, now));
    }

    /**
     * Somebody says that an open incident is over; completes after the commit with how it is then, still open if a cause
     * fires, empty if it was not open.
     */
    public CompletionStage<Optional<Incident>> resolve(String id, String by) {
        return heed(id, (tracker, incident, now) -> tracker.resolve(incident, by, now));
    }

    private CompletionStage<Optional<Incident>> heed(String id, EvaluationRound.PersonsWord word) {
        EvaluationRound current = round;
        return store.inRound(book ->
                        Optional.ofNullable(current == null ? null : current.heed(book, id, word, clock.instant())))
                .thenApply(incident -> {
                    messagesOwed.run();
                    slotsChanged();
                    return incident;
                });
    }

    private void runQuick() {
        quickRoundPlanned.set(false);
        runNow(false);
    }

    private void runFull() {
        if (fullRoundRuns.compareAndSet(false, true)) {
            runNow(true).whenComplete((ended, failure) -> fullRoundRuns.set(false));
        }
    }

    private CompletionStage<Snapshot> runNow(boolean full) {
        long[] duration = new long[1];
        return store.inRound(book -> {
                    EvaluationRound current = round;
                    long begin = nanoTime.getAsLong();
                    Snapshot next =
                            current == null ? Snapshot.NONE : current.run(book, clock.instant(), full, snapshot);
                    duration[0] = nanoTime.getAsLong() - begin;
                    return next;
                })
                .whenComplete((next, failure) -> ended(next, full, duration[0]));
    }

    /** On the store's thread, before anything else runs there. The store tells of its own failures. */
    private void ended(@Nullable Snapshot next, boolean full, long durationNanos) {
        if (next != null) {
            snapshot = next;
            meters.roundEnded(full, next.statuses().judged(), Duration.ofNanos(durationNanos));
            messagesOwed.run();
        }
    }
}
