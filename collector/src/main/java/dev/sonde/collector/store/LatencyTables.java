package dev.sonde.collector.store;

import dev.sonde.collector.latency.LatencyArchive;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.latency.StoredMinute;
import dev.sonde.collector.latency.UnsavedLatency;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latencies at rest: the row of open minutes, closed minutes, hours, totals. The writer's thread. */
final class LatencyTables implements LatencyArchive {
    private static final int MAX_OPEN_MINUTES = 1_000_000;

    private final Sql sql;
    private final SeriesIds series;

    LatencyTables(Sql sql, SeriesIds series) {
        this.sql = sql;
        this.series = series;
    }

    @Override
    public @Nullable Stored load(CheckName check, Location location, long fromMinute) {
        Long id = series.find(new SlotKey(check, location));
        if (id == null) {
            return null;
        }
        List<StoredMinute> minutes = sql.list(
                "SELECT minute, latencies FROM latency_minute WHERE series = ? AND minute >= ? ORDER BY minute",
                row -> new StoredMinute(row.getLong(1), row.getBytes(2)),
                id,
                fromMinute);
        return sql.one(
                "SELECT rolled_before_hour, minutes FROM latency_now WHERE series = ?",
                row -> new Stored(totals(check, location), row.getLong(1), openMinutes(row.getBytes(2)), minutes),
                id);
    }

    @Override
    public long rolledBeforeHour(CheckName check, Location location) {
        Long hour = sql.one(
                "SELECT rolled_before_hour FROM latency_now WHERE series = ?",
                row -> row.getLong(1),
                series.find(new SlotKey(check, location)));
        return hour == null ? 0 : hour;
    }

    @Override
    public LatencyTotals minute(CheckName check, Location location, long minute) {
        return stored(
                "SELECT latencies FROM latency_minute WHERE series = ? AND minute = ?",
                series.find(new SlotKey(check, location)),
                minute);
    }

    @Override
    public LatencyTotals hour(CheckName check, Location location, long hour) {
        return stored(
                "SELECT latencies FROM latency_hour WHERE series = ? AND hour = ?",
                series.find(new SlotKey(check, location)),
                hour);
    }

    @Override
    public LatencyTotals totals(CheckName check, Location location) {
        return stored(
                "SELECT latencies FROM latency_total WHERE series = ?", series.find(new SlotKey(check, location)));
    }

    void save(UnsavedLatency unsaved) {
        long id = series.of(new SlotKey(unsaved.check(), unsaved.location()));
        sql.update(
                "INSERT OR REPLACE INTO latency_now (series, rolled_before_hour, minutes) VALUES (?, ?, ?)",
                id,
                unsaved.rolledBeforeHour(),
                openBytes(unsaved.open()));
        for (StoredMinute minute : unsaved.minutes()) {
            sql.update(
                    "INSERT OR REPLACE INTO latency_minute (series, minute, latencies) VALUES (?, ?, ?)",
                    id,
                    minute.minute(),
                    minute.latencies());
        }
        unsaved.hours()
                .forEach((hour, latencies) -> sql.update(
                        "INSERT OR REPLACE INTO latency_hour (series, hour, latencies) VALUES (?, ?, ?)",
                        id,
                        hour,
                        latencies.encode()));
        LatencyTotals totals = unsaved.totals();
        if (totals != null) {
            sql.update("INSERT OR REPLACE INTO latency_total (series, latencies) VALUES (?, ?)", id, totals.encode());
        }
    }

    private LatencyTotals stored(String select, @Nullable Object... parameters) {
        LatencyTotals stored = sql.one(select, row -> LatencyTotals.decode(row.getBytes(1)), parameters);
        return stored == null ? LatencyTotals.NONE : stored;
    }

    private static byte[] openBytes(List<StoredMinute> minutes) {
        ByteWriter writer = new ByteWriter(128);
        writer.writeVarint(minutes.size());
        for (StoredMinute each : minutes) {
            writer.writeSigned("minute", each.minute(), Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
            writer.writeVarint(each.latencies().length);
            writer.writeBytes(each.latencies());
        }
        return writer.toByteArray();
    }

    /** The minutes of a row's bytes, in order. */
    static List<StoredMinute> openMinutes(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        List<StoredMinute> minutes = new ArrayList<>();
        try {
            int count = reader.readBoundedInt("open minutes", 0, MAX_OPEN_MINUTES);
            for (int i = 0; i < count; i++) {
                long minute = reader.readSigned("minute", Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
                int length = reader.readBoundedInt("length", 0, reader.remaining());
                minutes.add(new StoredMinute(minute, reader.readBytes("latencies", length)));
            }
            reader.requireEnd("after the open minutes");
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored open latencies: " + e.getMessage(), e);
        }
        return minutes;
    }
}
