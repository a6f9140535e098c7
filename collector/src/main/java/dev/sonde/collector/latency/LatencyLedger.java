package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LatenciesAccumulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of every watched check as far as they are asked for often: the last minutes and the sums since ever. What
 * changes is taken and stored step by step; when storing fails, the ledger is thrown away and loaded again. One thread.
 */
public final class LatencyLedger {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final LatencyArchive archive;
    private final HistogramAccumulator scratch = new HistogramAccumulator();
    private final Map<CheckName, Map<Location, LatencyLine>> lines = new TreeMap<>();
    private final LinkedHashSet<LatencyLine> touched = new LinkedHashSet<>();

    public LatencyLedger(LatencyArchive archive) {
        this.archive = archive;
    }

    /**
     * Remembers these checks from now on, and no others; lines that are stored are loaded, all others begin with their
     * first interval.
     *
     * @param stored the locations that ever reported each check
     */
    public void watch(Map<CheckName, Set<Location>> stored, Set<CheckName> wanted, Instant now) {
        lines.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                for (LatencyLine line : entry.getValue().values()) {
                    line.settleAll(now.getEpochSecond());
                    touched.add(line);
                }
            }
            return gone;
        });
        for (CheckName check : wanted) {
            for (Location location : stored.getOrDefault(check, Set.of())) {
                line(check, location, now);
            }
        }
    }

    /** Adds the durations of an interval that was taken. */
    public void add(Location location, CheckInterval interval, Instant now) {
        LatencyTotals more = new LatencyTotals(interval.success(), interval.failure(), interval.leftOut());
        if (!more.isEmpty()) {
            LatencyLine line = line(interval.check(), location, now);
            long planned = interval.plan().plannedEpochNanos(interval.firstSlot());
            line.add(Math.floorDiv(planned, MINUTE_NANOS), more, now.getEpochSecond());
            touched.add(line);
        }
    }

    /** Puts what is over where it belongs, for some lines at once so that no step is long. */
    public void settle(Instant now, int mostLines) {
        int settled = 0;
        for (Map<Location, LatencyLine> ofCheck : lines.values()) {
            for (LatencyLine line : ofCheck.values()) {
                if (settled == mostLines) {
                    return;
                }
                if (line.isDue(now.getEpochSecond())) {
                    line.settle(now.getEpochSecond());
                    touched.add(line);
                    settled++;
                }
            }
        }
    }

    /** What differs from the store since this was asked last. */
    public List<UnsavedLatency> takeUnsaved() {
        List<UnsavedLatency> unsaved = new ArrayList<>();
        touched.forEach(line -> unsaved.add(line.takeUnsaved()));
        touched.clear();
        return unsaved;
    }

    /** Sums since ever; none when it never reported or is not watched. */
    public LatencyTotals sinceEver(CheckName check, Location location) {
        LatencyLine line = lineOrNull(check, location);
        return line == null ? LatencyTotals.NONE : line.sinceEver();
    }

    /** The windows of the gauges, up to now. */
    public List<RecentLatency> recent(CheckName check, Location location, Instant now) {
        LatencyLine line = lineOrNull(check, location);
        if (line == null) {
            return List.of();
        }
        List<RecentLatency> recent = new ArrayList<>();
        for (Duration window : RecentLatency.WINDOWS) {
            recent.add(new RecentLatency(window, line.recentSuccess(window, now.getEpochSecond(), scratch)));
        }
        return recent;
    }

    /** Failures planned within some time up to now, in whole minutes, at most an hour; all locations together. */
    public Latencies recentFailures(CheckName check, Duration window, Instant now) {
        LatenciesAccumulator sum = new LatenciesAccumulator();
        lines.getOrDefault(check, Map.of())
                .values()
                .forEach(
                        line -> line.recent(window, now.getEpochSecond()).forEach(minute -> sum.add(minute.failure())));
        return sum.toLatencies();
    }

    private LatencyLine line(CheckName check, Location location, Instant now) {
        return lines.computeIfAbsent(check, name -> new TreeMap<>())
                .computeIfAbsent(location, at -> new LatencyLine(check, at, archive, now.getEpochSecond()));
    }

    private @Nullable LatencyLine lineOrNull(CheckName check, Location location) {
        Map<Location, LatencyLine> ofCheck = lines.get(check);
        return ofCheck == null ? null : ofCheck.get(location);
    }
}
