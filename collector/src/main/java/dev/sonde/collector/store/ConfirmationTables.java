package dev.sonde.collector.store;

import dev.sonde.collector.slots.ConfirmationLedger;
import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.result.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What confirming runs said of failed slots, and how many there ever were. In memory and at rest; the writer's thread. */
final class ConfirmationTables {
    private final Sql sql;
    private final SeriesIds series;
    private final SlotLedger slots;
    private final ConfirmationLedger ledger = new ConfirmationLedger();
    private final Map<SlotKey, Map<String, Long>> totals = new HashMap<>();

    ConfirmationTables(Sql sql, SeriesIds series, SlotLedger slots) {
        this.sql = sql;
        this.series = series;
        this.slots = slots;
        sql.list(
                "SELECT check_name, location, planned_ns, refuted FROM confirmation"
                        + " JOIN series ON series.id = confirmation.series",
                row -> {
                    SlotKey key = key(row.getString(1), row.getString(2));
                    ledger.restore(key, row.getLong(3), row.getInt(4) == 1);
                    return key;
                });
        sql.list(
                "SELECT check_name, location, outcome, runs FROM confirmation_total"
                        + " JOIN series ON series.id = confirmation_total.series",
                row -> totals.computeIfAbsent(key(row.getString(1), row.getString(2)), key -> new TreeMap<>())
                        .put(row.getString(3), row.getLong(4)));
    }

    /** Takes what an interval says; whether a page may wait, or go out, because of it. */
    boolean add(Location location, CheckInterval interval) {
        List<ConfirmationLedger.Change> changes = ledger.apply(location, interval);
        changes.forEach(this::store);
        count(new SlotKey(interval.check(), location), interval);
        return !changes.isEmpty();
    }

    HeldSlots held(CheckName check, Duration patience, Instant now) {
        return ledger.held(check, slots, patience, now);
    }

    /** Confirming runs ever ended, by outcome. */
    Map<String, Long> totals(SlotKey key) {
        return Map.copyOf(totals.getOrDefault(key, Map.of()));
    }

    /** Forgets what is too old; the rows go when the store is tidied. */
    void forget(Instant now) {
        ledger.forgetBefore(EvidenceTables.epochNanos(now.minus(ConfirmationLedger.MEMORY)));
    }

    private void store(ConfirmationLedger.Change change) {
        long id = series.of(change.key());
        switch (change.kind()) {
            case AWAITED, REFUTED ->
                sql.update(
                        "INSERT OR REPLACE INTO confirmation (series, planned_ns, refuted) VALUES (?, ?, ?)",
                        id,
                        change.plannedNanos(),
                        change.kind() == ConfirmationLedger.Change.Kind.REFUTED ? 1 : 0);
            case FORGOTTEN ->
                sql.update("DELETE FROM confirmation WHERE series = ? AND planned_ns = ?", id, change.plannedNanos());
        }
    }

    private void count(SlotKey key, CheckInterval interval) {
        for (Confirmation confirmation : interval.confirmations()) {
            Outcome outcome = confirmation.outcome();
            if (outcome != null) {
                long runs = totals.computeIfAbsent(key, none -> new TreeMap<>()).merge(outcome.label(), 1L, Long::sum);
                sql.update(
                        "INSERT OR REPLACE INTO confirmation_total (series, outcome, runs) VALUES (?, ?, ?)",
                        series.of(key),
                        outcome.label(),
                        runs);
            }
        }
    }

    private static SlotKey key(String check, String location) {
        return new SlotKey(new CheckName(check), new Location(location));
    }
}
