package dev.sonde.collector.store;

import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.collector.slots.ExcludedTimes;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.collector.watch.Watch;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.result.SlotWord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A store that watches one check at one location, with clocks moved by hand. */
final class StoreFixture implements AutoCloseable {
    static final CheckName CHECK = new CheckName("checkout");
    static final Location EU = new Location("eu");
    static final AgentIdentity AGENT = new AgentIdentity("eu-1", EU);
    static final Plan PLAN = Plan.of(CHECK, EU, Duration.ofSeconds(10), Duration.ofSeconds(2));
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final Duration LIMIT = Duration.ofMillis(200);

    final HandClock clock = new HandClock(START);
    final AtomicLong nanoTime = new AtomicLong();
    final Path directory;
    SqliteStore store;
    BatchLog log;

    StoreFixture(Path directory) throws UnusableStoreException {
        this.directory = directory;
        open();
    }

    void open() throws UnusableStoreException {
        store = SqliteStore.open(directory, Retention.DEFAULT, clock, nanoTime::get);
        log = store.batchLog(() -> {});
        store.watch(watched()).toCompletableFuture().join();
    }

    static WatchedChecks watched() {
        return new WatchedChecks(
                Map.of(CHECK, new WatchedCheck(List.of(), Set.of(EU))), Duration.ofDays(7), ExcludedTimes.NONE);
    }

    void reopen() throws UnusableStoreException {
        store.close();
        open();
    }

    /** A batch with one good slot, the n-th after the start. */
    static Batch good(int n) {
        SlotWord[] word = {SlotWord.GOOD};
        return Batches.batch(AGENT.name(), 1, n, Batches.interval(CHECK, PLAN, firstSlot() + n, LIMIT, word, word));
    }

    static long firstSlot() {
        return PLAN.slotAfter(START.getEpochSecond() * 1_000_000_000L);
    }

    CompletionStage<BatchLog.Written> append(Batch batch) {
        return log.append(AGENT, batch);
    }

    /** Reports a batch, and does the round that it plans. */
    void report(Batch batch, HandTimer timer) {
        append(batch).toCompletableFuture().join();
        store.look(state -> state).toCompletableFuture().join();
        timer.runPlanned();
        store.look(state -> state).toCompletableFuture().join();
    }

    /** A watch over the store; from here on batches plan its rounds. */
    Watch watch(HandTimer timer, Runnable poke) {
        Watch watch =
                new Watch(store, timer, new CollectorMeters(new SimpleMeterRegistry()), clock, nanoTime::get, poke);
        log = store.batchLog(watch::slotsChanged);
        return watch;
    }

    SlotCounts counts() {
        return store.look(state ->
                        state.slots().counting(Indicator.outcomeOf(CHECK)).count(START, START.plus(Duration.ofDays(1))))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        store.close();
    }
}
