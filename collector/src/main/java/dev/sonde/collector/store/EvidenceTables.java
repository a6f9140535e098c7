package dev.sonde.collector.store;

import dev.sonde.collector.evidence.EvidenceKeeping;
import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.evidence.TracedRuns;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceCodec;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of each key beside its slots: the runs kept as evidence, at rest only, and the newest certificate. Of each
 * kind of evidence at most a tenth more than {@link EvidenceKeeping#most} is kept. The writer's thread.
 */
final class EvidenceTables {
    private static final int SLACK_DIVISOR = 10;
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    /** Slots of the same number belong together only if they are near: another interval numbers them anew. */
    private static final Duration LONGEST_TO_CONFIRM = Duration.ofMinutes(15);

    private final Sql sql;
    private final SeriesIds series;
    private final Map<Shelf, Integer> counts = new HashMap<>();
    private final Map<SlotKey, TracedRuns> traced = new HashMap<>();
    private final Map<SlotKey, Certificate> certificates = new HashMap<>();

    private record Certificate(Instant expiry, long plannedNanos) {}

    private record Shelf(long series, EvidenceKind kind) {}

    EvidenceTables(Sql sql, SeriesIds series) {
        this.sql = sql;
        this.series = series;
        sql.list(
                "SELECT series, kind, count(*) FROM evidence GROUP BY series, kind",
                row -> counts.put(new Shelf(row.getLong(1), EvidenceKind.ofCode(row.getInt(2))), row.getInt(3)));
        sql.list(
                "SELECT check_name, location, expires_at_ms, planned_ns FROM certificate"
                        + " JOIN series ON series.id = certificate.series",
                row -> certificates.put(
                        new SlotKey(new CheckName(row.getString(1)), new Location(row.getString(2))),
                        new Certificate(Instant.ofEpochMilli(row.getLong(3)), row.getLong(4))));
    }

    /** Keeps what an interval that was taken has seen. */
    void add(Location location, CheckInterval interval, Instant now) {
        SlotKey key = new SlotKey(interval.check(), location);
        for (Evidence evidence : interval.evidence()) {
            if (isPlausible(evidence, now)) {
                add(key, evidence);
            }
        }
        Instant expiry = interval.certificateExpiry();
        long planned = interval.plan().plannedEpochNanos(interval.firstSlot());
        Certificate before = certificates.get(key);
        if (before != null && before.plannedNanos > planned) {
            return;
        }
        if (expiry == null) {
            // A success without a certificate: the target has none any more. A failure may not have come that far.
            if (before != null && hasSuccess(interval)) {
                certificates.remove(key);
                sql.update("DELETE FROM certificate WHERE series = ?", series.of(key));
            }
            return;
        }
        certificates.put(key, new Certificate(expiry, planned));
        if (before == null || !before.expiry.equals(expiry)) {
            sql.update(
                    "INSERT OR REPLACE INTO certificate (series, expires_at_ms, planned_ns) VALUES (?, ?, ?)",
                    series.of(key),
                    expiry.toEpochMilli(),
                    planned);
        }
    }

    /** No clock is so far ahead, and no spool so old. */
    private static boolean isPlausible(Evidence evidence, Instant now) {
        return evidence.startedAt().isBefore(now.plus(MAX_AHEAD))
                && evidence.startedAt().isAfter(now.minus(EvidenceKeeping.LONGEST));
    }

    private static boolean hasSuccess(CheckInterval interval) {
        for (int i = 0; i < interval.words().count(); i++) {
            if (interval.words().codeAt(i) == SlotWord.GOOD.code()) {
                return true;
            }
        }
        return false;
    }

    /** The newest runs kept because they failed, newest first. */
    List<Evidence> newestFailures(SlotKey key, int most) {
        Long id = series.find(key);
        return id == null
                ? List.of()
                : sql.list(
                        "SELECT run FROM evidence WHERE series = ? AND kind = ?"
                                + " ORDER BY started_at_ns DESC, slot DESC LIMIT ?",
                        row -> decode(row.getBytes(1)),
                        id,
                        EvidenceKind.FAILURE.code(),
                        most);
    }

    /** How the run ended that confirmed a failed one; null if none is kept. */
    @Nullable
    Outcome confirmation(SlotKey key, Evidence failure) {
        Long id = series.find(key);
        long startedNanos = epochNanos(failure.startedAt());
        return id == null
                ? null
                : sql.one(
                        "SELECT run FROM evidence WHERE series = ? AND kind = ? AND slot = ?"
                                + " AND started_at_ns BETWEEN ? AND ? ORDER BY started_at_ns LIMIT 1",
                        row -> decode(row.getBytes(1)).outcome(),
                        id,
                        EvidenceKind.CONFIRMATION.code(),
                        failure.slot(),
                        startedNanos,
                        startedNanos + LONGEST_TO_CONFIRM.toNanos());
    }

    /** Kept runs with a trace id, one per bucket of response time. */
    List<TracedRun> traced(SlotKey key) {
        TracedRuns runs = traced.get(key);
        return runs == null ? List.of() : runs.runs();
    }

    @Nullable
    Instant certificateExpiry(SlotKey key) {
        Certificate certificate = certificates.get(key);
        return certificate == null ? null : certificate.expiry;
    }

    private void add(SlotKey key, Evidence evidence) {
        long id = series.of(key);
        int added = sql.update(
                "INSERT OR IGNORE INTO evidence (series, kind, started_at_ns, slot, run) VALUES (?, ?, ?, ?, ?)",
                id,
                evidence.kind().code(),
                epochNanos(evidence.startedAt()),
                evidence.slot(),
                EvidenceCodec.encode(evidence));
        if (added == 0) {
            return;
        }
        traced.computeIfAbsent(key, none -> new TracedRuns()).add(evidence);
        Shelf shelf = new Shelf(id, evidence.kind());
        int most = EvidenceKeeping.most(evidence.kind());
        if (counts.merge(shelf, 1, Integer::sum) > most + most / SLACK_DIVISOR) {
            counts.put(shelf, keepNewest(shelf, most));
        }
    }

    /** Counts anew, because rows also go by age, behind this one's back. */
    private int keepNewest(Shelf shelf, int most) {
        int kind = shelf.kind.code();
        Integer count = sql.one(
                "SELECT count(*) FROM evidence WHERE series = ? AND kind = ?",
                row -> row.getInt(1),
                shelf.series,
                kind);
        int tooMany = Math.max(0, (count == null ? 0 : count) - most);
        sql.update(
                "DELETE FROM evidence WHERE rowid IN (SELECT rowid FROM evidence WHERE series = ? AND kind = ?"
                        + " ORDER BY started_at_ns, slot LIMIT ?)",
                shelf.series,
                kind,
                tooMany);
        return (count == null ? 0 : count) - tooMany;
    }

    static long epochNanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }

    static Evidence decode(byte[] bytes) {
        try {
            return EvidenceCodec.decode(bytes);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored evidence: " + e.getMessage(), e);
        }
    }
}
