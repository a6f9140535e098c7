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
import java.util.HashMap;
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
    private static final int LEAST_LINES = 200;
    private static final int STEPS_FOR_ALL = 32;

    private final LatencyArchive archive;
    private final HistogramAccumulator scratch = new HistogramAccumulator();
    private final Map<CheckName, Map<Location, LatencyLine>> lines = new HashMap<>();
    /** All lines, as they are looked at in turn. */
    private final List<LatencyLine> inTurn = new ArrayList<>();

    private int nextInTurn;
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
        boolean anyGone = lines.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                for (LatencyLine line : entry.getValue().values()) {
                    line.settleAll(now.getEpochSecond());
                    touched.add(line);
                }
            }
            return gone;
        });
        if (anyGone) {
            inTurn.clear();
            lines.values().forEach(ofCheck -> inTurn.addAll(ofCheck.values()));
        }
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

    /**
     * Puts what is over where it belongs. Looks at some lines, where it left off the last time, so that no step is long: at
     * one in {@link #STEPS_FOR_ALL}, and at least at {@link #LEAST_LINES}.
     */
    public void settle(Instant now) {
        int looks = Math.min(inTurn.size(), Math.max(LEAST_LINES, inTurn.size() / STEPS_FOR_ALL));
        for (int i = 0; i < looks; i++) {
            nextInTurn = nextInTurn >= inTurn.size() ? 0 : nextInTurn;
            LatencyLine line = inTurn.get(nextInTurn++);
            if (line.isDue(now.getEpochSecond())) {
                line.settle(now.getEpochSecond());
                touched.add(line);
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
    public LatencyBuckets sinceEver(CheckName check, Location location) {
        LatencyLine line = lineOrNull(check, location);
        return line == null ? LatencyBuckets.NONE : line.sinceEver();
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
                .forEach(line -> line.addRecentFailures(window, now.getEpochSecond(), sum));
        return sum.toLatencies();
    }

    private LatencyLine line(CheckName check, Location location, Instant now) {
        return lines.computeIfAbsent(check, name -> new TreeMap<>()).computeIfAbsent(location, at -> {
            LatencyLine line = new LatencyLine(check, at, archive, now.getEpochSecond());
            inTurn.add(line);
            return line;
        });
    }

    private @Nullable LatencyLine lineOrNull(CheckName check, Location location) {
        Map<Location, LatencyLine> ofCheck = lines.get(check);
        return ofCheck == null ? null : ofCheck.get(location);
    }
}
