package dev.sonde.collector.store;

import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.latency.StoredMinute;
import dev.sonde.collector.slots.PlanSpan;
import dev.sonde.collector.slots.SlotArchive;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.StoredPage;
import dev.sonde.collector.slots.StoredSlots;
import dev.sonde.collector.slots.UnsavedSlots;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Slots at rest: plans, the row of what is open, and pages of hours and days. The writer's thread. */
final class SlotTables implements SlotArchive {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int MAX_OPEN_PAGES = 10_000;
    private static final int MAX_PAGE_BYTES = 1 << 28;
    private static final StoredSlots NOTHING = new StoredSlots(List.of(), new byte[0], List.of(), List.of());

    private final Sql sql;
    private final SeriesIds series;

    SlotTables(Sql sql, SeriesIds series) {
        this.sql = sql;
        this.series = series;
    }

    @Override
    public Set<SlotKey> keys() {
        return series.keys();
    }

    @Override
    public StoredSlots load(SlotKey key, long fromHour) {
        Long id = series.find(key);
        if (id == null) {
            return NOTHING;
        }
        List<PlanSpan> spans = sql.list(
                "SELECT number, interval_ns, offset_ns, timeout_ns, begin_ns, end_ns FROM plan_span WHERE series = ?"
                        + " ORDER BY number",
                row -> {
                    Long end = Sql.longOrNull(row, 6);
                    return new PlanSpan(
                            row.getInt(1),
                            new Plan(row.getLong(2), row.getLong(3), row.getLong(4)),
                            row.getLong(5),
                            end == null ? PlanSpan.IN_FORCE : end);
                },
                id);
        List<StoredPage> closed = sql.list(
                "SELECT span, hour, hours, words FROM slot_page WHERE series = ? AND hour + hours > ?",
                row -> new StoredPage(row.getInt(1), row.getLong(2), row.getInt(3), row.getBytes(4)),
                id,
                fromHour);
        StoredSlots stored = sql.one(
                "SELECT totals, pages FROM slot_now WHERE series = ?",
                row -> new StoredSlots(spans, row.getBytes(1), openPages(row.getBytes(2)), closed),
                id);
        return stored == null ? new StoredSlots(spans, new byte[0], List.of(), closed) : stored;
    }

    @Override
    public @Nullable StoredPage page(SlotKey key, int span, long hour) {
        Long id = series.find(key);
        return id == null
                ? null
                : sql.one(
                        "SELECT span, hour, hours, words FROM slot_page"
                                + " WHERE series = ? AND span = ? AND hour <= ? AND hour + hours > ?"
                                + " ORDER BY hour DESC LIMIT 1",
                        row -> new StoredPage(row.getInt(1), row.getLong(2), row.getInt(3), row.getBytes(4)),
                        id,
                        span,
                        hour,
                        hour);
    }

    /** Minutes as far as all of their hour are kept, hours before. */
    @Override
    public List<DurationCell> durationsOver(SlotKey key, long limitNanos, long fromNanos, long toNanos) {
        Long id = series.find(key);
        if (id == null) {
            return List.of();
        }
        NavigableMap<Long, SparseHistogram> minutes = minutes(id, fromNanos, toNanos);
        long minutesFrom = minutes.isEmpty() ? Long.MAX_VALUE : -Math.floorDiv(-minutes.firstKey(), 60L) * 60;
        List<DurationCell> cells = new ArrayList<>();
        sql.list(
                "SELECT hour, latencies FROM latency_hour WHERE series = ? AND hour >= ? AND hour < ? ORDER BY hour",
                row -> {
                    SparseHistogram success = success(row.getBytes(2));
                    return row.getLong(1) * 60 >= minutesFrom
                            || cells.add(cell(row.getLong(1) * HOUR_NANOS, HOUR_NANOS, success, limitNanos));
                },
                id,
                Math.floorDiv(fromNanos, HOUR_NANOS),
                Math.floorDiv(toNanos - 1, HOUR_NANOS) + 1);
        boolean noHours = cells.isEmpty();
        minutes.forEach((minute, success) -> {
            if (noHours || minute >= minutesFrom) {
                cells.add(cell(minute * MINUTE_NANOS, MINUTE_NANOS, success, limitNanos));
            }
        });
        cells.removeIf(cell -> cell.samples() == 0);
        return cells;
    }

    private NavigableMap<Long, SparseHistogram> minutes(long id, long fromNanos, long toNanos) {
        long from = Math.floorDiv(fromNanos, MINUTE_NANOS);
        long to = Math.floorDiv(toNanos - 1, MINUTE_NANOS) + 1;
        TreeMap<Long, SparseHistogram> minutes = new TreeMap<>();
        sql.list(
                "SELECT minute, latencies FROM latency_minute WHERE series = ? AND minute >= ? AND minute < ?",
                row -> minutes.put(row.getLong(1), success(row.getBytes(2))),
                id,
                from,
                to);
        sql.list(
                "SELECT minutes FROM latency_now WHERE series = ?",
                row -> {
                    for (StoredMinute open : LatencyTables.openMinutes(row.getBytes(1))) {
                        if (open.minute() >= from && open.minute() < to) {
                            minutes.merge(open.minute(), success(open.latencies()), SparseHistogram::plus);
                        }
                    }
                    return minutes;
                },
                id);
        return minutes;
    }

    void save(UnsavedSlots unsaved) {
        long id = series.of(unsaved.key());
        for (PlanSpan span : unsaved.spans()) {
            sql.update(
                    "INSERT OR REPLACE INTO plan_span"
                            + " (series, number, interval_ns, offset_ns, timeout_ns, begin_ns, end_ns)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    id,
                    span.number(),
                    span.plan().intervalNanos(),
                    span.plan().offsetNanos(),
                    span.plan().timeoutNanos(),
                    span.begin(),
                    span.end() == PlanSpan.IN_FORCE ? null : span.end());
        }
        for (UnsavedSlots.PageId removed : unsaved.removed()) {
            sql.update(
                    "DELETE FROM slot_page WHERE series = ? AND span = ? AND hour = ?",
                    id,
                    removed.span(),
                    removed.hour());
        }
        for (StoredPage page : unsaved.closed()) {
            sql.update(
                    "INSERT OR REPLACE INTO slot_page (series, span, hour, hours, words) VALUES (?, ?, ?, ?, ?)",
                    id,
                    page.span(),
                    page.hour(),
                    page.hours(),
                    page.words());
        }
        sql.update(
                "INSERT OR REPLACE INTO slot_now (series, totals, pages) VALUES (?, ?, ?)",
                id,
                unsaved.totals(),
                openBytes(unsaved.open()));
    }

    private static SparseHistogram success(byte[] latencies) {
        return LatencyTotals.decode(latencies).success().total();
    }

    private static DurationCell cell(long from, long length, SparseHistogram success, long limitNanos) {
        return new DurationCell(from, from + length, success.totalCount(), success.countAbove(limitNanos / 1_000));
    }

    private static byte[] openBytes(List<StoredPage> pages) {
        ByteWriter writer = new ByteWriter(64);
        writer.writeVarint(pages.size());
        for (StoredPage page : pages) {
            writer.writeVarint(page.span());
            writer.writeSigned("hour", page.hour(), Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
            writer.writeVarint(page.hours());
            writer.writeVarint(page.words().length);
            writer.writeBytes(page.words());
        }
        return writer.toByteArray();
    }

    private static List<StoredPage> openPages(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        try {
            int count = reader.readBoundedInt("open pages", 0, MAX_OPEN_PAGES);
            List<StoredPage> pages = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int span = reader.readBoundedInt("span", 0, Integer.MAX_VALUE);
                long hour = reader.readSigned("hour", Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
                int hours = reader.readBoundedInt("hours", 1, 24);
                int length = reader.readBoundedInt("page length", 0, Math.min(MAX_PAGE_BYTES, reader.remaining()));
                pages.add(new StoredPage(span, hour, hours, reader.readBytes("page", length)));
            }
            return pages;
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored open slots: " + e.getMessage(), e);
        }
    }
}
