package dev.sonde.collector.store;

import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.collector.latency.LatencyLedger;
import dev.sonde.collector.slots.IntervalReceipt;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.SlotWord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept in memory of what is at rest, read from the disk as a whole and saved change by change. The writer's
 * thread.
 */
final class Remembered {
    private final InstantSource clock;
    private final Consumer<WatchedChecks> committed;
    private @Nullable WatchedChecks watched;
    private final SlotTables slotTables;
    private final LatencyTables latencyTables;
    final AgentTables agents;
    final EvidenceTables evidence;
    final ConfirmationTables confirmations;
    final IncidentTables incidents;
    final SlotLedger slots;
    final LatencyLedger latency;
    final Sql sql;

    /**
     * @param watched null before the first configuration: nothing is watched then, and nothing ends
     * @param committed told what is watched after a commit: what is to be loaded should a later one fail
     */
    Remembered(Sql sql, @Nullable WatchedChecks watched, InstantSource clock, Consumer<WatchedChecks> committed) {
        this.sql = sql;
        this.clock = clock;
        this.committed = committed;
        SeriesIds series = new SeriesIds(sql);
        slotTables = new SlotTables(sql, series);
        latencyTables = new LatencyTables(sql, series);
        agents = new AgentTables(sql);
        evidence = new EvidenceTables(sql, series);
        incidents = new IncidentTables(sql);
        slots = new SlotLedger(slotTables);
        latency = new LatencyLedger(latencyTables);
        confirmations = new ConfirmationTables(sql, series, slots);
        if (watched != null) {
            watch(watched);
        }
    }

    /** Watches other checks from now on. */
    void watch(WatchedChecks next) {
        saveSlots();
        watched = next;
        slots.watch(next.checks(), next.longestWindow(), next.excluded(), clock.instant());
        latency.watch(storedLocations(), next.checks().keySet(), clock.instant());
    }

    /** Files a batch, unless it was filed before. */
    BatchLog.Written file(AgentIdentity agent, Batch batch) {
        if (agents.hasSeen(batch)) {
            return BatchLog.Written.DUPLICATE;
        }
        Instant now = clock.instant();
        long repeated = 0;
        long outside = 0;
        for (CheckInterval interval : batch.intervals()) {
            IntervalReceipt receipt = slots.apply(agent.location(), interval, now);
            repeated += receipt.repeated();
            outside += receipt.outside();
            // Words that were not taken leave nothing behind: neither durations nor evidence.
            if (receipt.tookAny() || !speaks(interval)) {
                latency.add(agent.location(), interval, now);
                evidence.add(agent.location(), interval, now);
                if (confirmations.add(agent.location(), interval)) {
                    slots.noteChanged(interval.check());
                }
            }
        }
        agents.add(batch, now);
        return new BatchLog.Written(false, repeated, outside);
    }

    /** Writes what has changed; part of the transaction that runs. */
    void save() {
        latency.settle(clock.instant());
        confirmations.forget(clock.instant());
        latency.takeUnsaved().forEach(latencyTables::save);
        saveSlots();
    }

    /** The transaction that {@link #save} was part of is durable. */
    void committed() {
        if (watched != null) {
            committed.accept(watched);
        }
    }

    private void saveSlots() {
        slots.takeUnsaved(clock.instant()).forEach(slotTables::save);
    }

    private Map<CheckName, Set<Location>> storedLocations() {
        Map<CheckName, Set<Location>> locations = new HashMap<>();
        for (SlotKey key : slotTables.keys()) {
            locations.computeIfAbsent(key.check(), check -> new HashSet<>()).add(key.location());
        }
        return locations;
    }

    private static boolean speaks(CheckInterval interval) {
        for (int i = 0; i < interval.words().count(); i++) {
            if (interval.words().codeAt(i) != SlotWord.NONE.code()) {
                return true;
            }
        }
        return false;
    }
}
