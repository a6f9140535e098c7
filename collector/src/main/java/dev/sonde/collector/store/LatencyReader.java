package dev.sonde.collector.store;

import dev.sonde.collector.latency.LatencyHistory;
import dev.sonde.collector.latency.LatencyRange;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.LatenciesAccumulator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Merges stored minutes and hours of any range. Blocks; any worker thread. */
final class LatencyReader implements LatencyHistory {
    private static final long MINUTES_PER_HOUR = 60;

    private final Readers readers;
    private final Retention retention;
    private final InstantSource clock;

    LatencyReader(Readers readers, Retention retention, InstantSource clock) {
        this.readers = readers;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public LatencyRange read(CheckName check, @Nullable Location location, Instant from, Instant to) {
        long fromMinute = Math.floorDiv(from.getEpochSecond(), 60L);
        long toMinute = Math.floorDiv(to.getEpochSecond() + (to.getNano() > 0 ? 60 : 59), 60L);
        // One hour more than is kept, because the oldest minutes go one by one.
        long minutesFrom = (retention.minutesFrom(clock.instant()) / MINUTES_PER_HOUR + 1) * MINUTES_PER_HOUR;
        boolean needsHours = fromMinute < minutesFrom;
        if (needsHours) {
            fromMinute = Math.floorDiv(fromMinute, MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
            if (toMinute < minutesFrom) {
                toMinute = -Math.floorDiv(-toMinute, MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
            }
        }
        Sum sum = new Sum();
        long first = fromMinute;
        long behind = toMinute;
        readers.read(sql -> sql.list(
                "SELECT series.id, rolled_before_hour, minutes FROM series"
                        + " JOIN latency_now ON latency_now.series = series.id"
                        + " WHERE check_name = ? AND (? IS NULL OR location = ?)",
                row -> {
                    long series = row.getLong(1);
                    LatencyTables.openMinutes(row.getBytes(3))
                            .subMap(first, behind)
                            .values()
                            .forEach(sum::add);
                    addSeries(sql, series, row.getLong(2), first, behind, minutesFrom, sum);
                    return series;
                },
                check.value(),
                location == null ? null : location.value(),
                location == null ? null : location.value()));
        return new LatencyRange(
                Instant.ofEpochSecond(fromMinute * 60),
                Instant.ofEpochSecond(toMinute * 60),
                needsHours ? Duration.ofHours(1) : Duration.ofMinutes(1),
                sum.success.toLatencies(),
                sum.failure.toLatencies(),
                sum.leftOut);
    }

    /** Closed minutes as far as they are kept, hours before; what is not summed up yet is in minutes only. */
    private static void addSeries(
            Sql sql, long series, long rolledBeforeHour, long first, long behind, long minutesFrom, Sum sum) {
        long hoursTo = Math.min(Math.min(minutesFrom, rolledBeforeHour * MINUTES_PER_HOUR), behind);
        if (first < hoursTo) {
            sql.list(
                    "SELECT latencies FROM latency_hour WHERE series = ? AND hour >= ? AND hour < ?",
                    row -> sum.add(LatencyTotals.decode(row.getBytes(1))),
                    series,
                    Math.floorDiv(first, MINUTES_PER_HOUR),
                    Math.floorDiv(hoursTo - 1, MINUTES_PER_HOUR) + 1);
        }
        long minutesBegin = Math.max(first, Math.min(minutesFrom, rolledBeforeHour * MINUTES_PER_HOUR));
        sql.list(
                "SELECT latencies FROM latency_minute WHERE series = ? AND minute >= ? AND minute < ?",
                row -> sum.add(LatencyTotals.decode(row.getBytes(1))),
                series,
                minutesBegin,
                behind);
    }

    private static final class Sum {
        final LatenciesAccumulator success = new LatenciesAccumulator();
        final LatenciesAccumulator failure = new LatenciesAccumulator();
        long leftOut;

        boolean add(LatencyTotals more) {
            success.add(more.success());
            failure.add(more.failure());
            leftOut += more.leftOut();
            return true;
        }
    }
}
