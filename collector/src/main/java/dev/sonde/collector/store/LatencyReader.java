package dev.sonde.collector.store;

import dev.sonde.collector.latency.LatencyHistory;
import dev.sonde.collector.latency.LatencyRange;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.latency.StoredMinute;
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
                    for (StoredMinute open : LatencyTables.openMinutes(row.getBytes(3))) {
                        if (open.minute() >= first && open.minute() < behind) {
                            sum.add(open.latencies());
                        }
                    }
                    addSeries(sql, series, row.getLong(2), first, behind, sum);
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

    /**
     * Hours as far as whole ones lie in the range and are summed up, minutes around them. An hour holds what its minutes
     * hold, so nothing is lost by reading one row for sixty.
     */
    private static void addSeries(Sql sql, long series, long rolledBeforeHour, long first, long behind, Sum sum) {
        long firstHour = -Math.floorDiv(-first, MINUTES_PER_HOUR);
        long behindHours = Math.min(rolledBeforeHour, Math.floorDiv(behind, MINUTES_PER_HOUR));
        if (firstHour >= behindHours) {
            addMinutes(sql, series, first, behind, sum);
            return;
        }
        addMinutes(sql, series, first, firstHour * MINUTES_PER_HOUR, sum);
        sql.list(
                "SELECT latencies FROM latency_hour WHERE series = ? AND hour >= ? AND hour < ?",
                row -> sum.add(row.getBytes(1)),
                series,
                firstHour,
                behindHours);
        addMinutes(sql, series, behindHours * MINUTES_PER_HOUR, behind, sum);
    }

    private static void addMinutes(Sql sql, long series, long first, long behind, Sum sum) {
        if (first < behind) {
            sql.list(
                    "SELECT latencies FROM latency_minute WHERE series = ? AND minute >= ? AND minute < ?",
                    row -> sum.add(row.getBytes(1)),
                    series,
                    first,
                    behind);
        }
    }

    private static final class Sum {
        final LatenciesAccumulator success = new LatenciesAccumulator();
        final LatenciesAccumulator failure = new LatenciesAccumulator();
        long leftOut;

        boolean add(byte[] latencies) {
            leftOut += LatencyTotals.addEncoded(latencies, success, failure);
            return true;
        }
    }
}
