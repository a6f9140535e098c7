package dev.sonde.collector.store;

import dev.sonde.collector.evidence.EvidenceKeeping;
import dev.sonde.collector.slots.ConfirmationLedger;
import dev.sonde.contract.report.EvidenceKind;
import java.time.Instant;
import java.util.List;

/**
 * Removes what is past its time, some series at a time so that no transaction is long; in an hour or so it has been
 * everywhere. The writer's thread.
 */
final class Tidying {
    private static final int LEAST_SERIES_AT_ONCE = 20;
    private static final int STEPS_FOR_ALL = 60;

    private final Retention retention;
    private long nextSeries;

    Tidying(Retention retention) {
        this.retention = retention;
    }

    /** One step. */
    void step(Sql sql, Instant now) {
        Long count = sql.one("SELECT count(*) FROM series", row -> row.getLong(1));
        long atOnce = Math.max(LEAST_SERIES_AT_ONCE, (count == null ? 0 : count) / STEPS_FOR_ALL);
        List<Long> series = sql.list(
                "SELECT id FROM series WHERE id >= ? ORDER BY id LIMIT ?", row -> row.getLong(1), nextSeries, atOnce);
        series.forEach(id -> tidy(sql, id, now));
        boolean reachedEnd = series.size() < atOnce;
        nextSeries = reachedEnd ? 0 : series.get(series.size() - 1) + 1;
        if (reachedEnd) {
            tidyTheRest(sql, now);
        }
    }

    private void tidy(Sql sql, long series, Instant now) {
        // A minute that is in no hour yet stays, however old.
        sql.update(
                "DELETE FROM latency_minute WHERE series = ? AND minute < min(?,"
                        + " (SELECT 60 * rolled_before_hour FROM latency_now WHERE series = ?))",
                series,
                retention.minutesFrom(now),
                series);
        sql.update("DELETE FROM latency_hour WHERE series = ? AND hour < ?", series, retention.hoursFrom(now));
        sql.update(
                "DELETE FROM confirmation WHERE series = ? AND planned_ns < ?",
                series,
                EvidenceTables.epochNanos(now.minus(ConfirmationLedger.MEMORY)));
        for (EvidenceKind kind : EvidenceKind.values()) {
            sql.update(
                    "DELETE FROM evidence WHERE series = ? AND kind = ? AND started_at_ns < ?",
                    series,
                    kind.code(),
                    EvidenceTables.epochNanos(now.minus(EvidenceKeeping.age(kind))));
        }
        sql.update(
                "DELETE FROM slot_page WHERE series = ? AND hour + hours <= ?", series, retention.slotHoursFrom(now));
        sql.update(
                "DELETE FROM plan_span WHERE series = ? AND end_ns < ? AND number <"
                        + " (SELECT max(number) FROM plan_span WHERE series = ?)",
                series,
                now.minus(retention.slots()).getEpochSecond() * 1_000_000_000L,
                series);
    }

    private void tidyTheRest(Sql sql, Instant now) {
        long slotsFrom = now.minus(retention.slots()).toEpochMilli();
        sql.update("DELETE FROM batch_seen WHERE received_at_ms < ?", slotsFrom);
        sql.update(
                "DELETE FROM incident_event WHERE incident IN"
                        + " (SELECT id FROM incident WHERE resolved_at_ms IS NOT NULL AND resolved_at_ms < ?)",
                slotsFrom);
        sql.update("DELETE FROM incident WHERE resolved_at_ms IS NOT NULL AND resolved_at_ms < ?", slotsFrom);
        sql.update(
                "DELETE FROM outbox WHERE finished_at_ms IS NOT NULL AND finished_at_ms < ?",
                now.minus(retention.messages()).toEpochMilli());
    }
}
