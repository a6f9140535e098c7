package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.SparseHistogram;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of one check at one location: the last minutes, and the sum since ever.
 *
 * <p>A minute is open while it changes; open minutes lie together in one stored row, so that a commit writes little. Once
 * a minute, what is over is added to where it belongs: its own row, and for one that comes late also the hour and the
 * totals that have been summed up without it. An hour is summed up once, soon after its end, and added to the totals.
 * So at any moment totals, unsummed minutes and open minutes together are everything, each sample once. The ledger's
 * thread.
 */
final class LatencyLine {
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;

    /** A minute is open this long after its end. */
    private static final long OPEN_MINUTES = 2;

    /** Late batches open many at once: more than this are put away without waiting for the next minute. */
    private static final int MANY_OPEN = 16;

    /** An hour is summed up this long after its end. */
    private static final long SUM_UP_AFTER_MINUTES = 5;

    private final CheckName check;
    private final Location location;
    private final LatencyArchive archive;
    /** Whole minutes by planned time: the last hour, and all of the hours that are not summed up. */
    private final TreeMap<Long, LatencyTotals> minutes = new TreeMap<>();

    private final TreeMap<Long, LatencyTotals> open = new TreeMap<>();
    private final TreeMap<Long, LatencyTotals> changedMinutes = new TreeMap<>();
    private final TreeMap<Long, LatencyTotals> changedHours = new TreeMap<>();
    private @Nullable LatencyTotals changedTotals;
    private long rolledBeforeHour;
    private long foldedAtMinute;
    /** Newest minute that has a row of its own. */
    private long newestClosed = Long.MIN_VALUE;

    private LatencyTotals sinceEver;
    /** Not yet in {@link #sinceEver}, which is costly to add to. */
    private LatencyTotals recent = LatencyTotals.NONE;

    LatencyLine(CheckName check, Location location, LatencyArchive archive, long nowSeconds) {
        this.check = check;
        this.location = location;
        this.archive = archive;
        long minute = Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE);
        foldedAtMinute = minute;
        LatencyArchive.@Nullable Stored stored = archive.load(
                check,
                location,
                Math.min(archive.rolledBeforeHour(check, location) * MINUTES_PER_HOUR, minute - MINUTES_PER_HOUR));
        if (stored == null) {
            rolledBeforeHour = summedUpHour(minute);
            sinceEver = LatencyTotals.NONE;
            return;
        }
        rolledBeforeHour = stored.rolledBeforeHour();
        open.putAll(stored.open());
        minutes.putAll(stored.minutes());
        newestClosed =
                stored.minutes().isEmpty() ? Long.MAX_VALUE : stored.minutes().lastKey();
        LatencyTotals sum = stored.totals();
        for (LatencyTotals unsummed :
                minutes.tailMap(rolledBeforeHour * MINUTES_PER_HOUR).values()) {
            sum = sum.plus(unsummed);
        }
        for (Map.Entry<Long, LatencyTotals> entry : open.entrySet()) {
            sum = sum.plus(entry.getValue());
            remember(entry.getKey(), entry.getValue(), minute);
        }
        sinceEver = sum;
    }

    CheckName check() {
        return check;
    }

    Location location() {
        return location;
    }

    /** Adds what runs planned in a minute have taken. */
    void add(long minute, LatencyTotals more, long nowSeconds) {
        open.merge(minute, more, LatencyTotals::plus);
        remember(minute, more, Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE));
        recent = recent.plus(more);
    }

    LatencyTotals sinceEver() {
        sinceEver = sinceEver.plus(recent);
        recent = LatencyTotals.NONE;
        return sinceEver;
    }

    /** The minutes that a window up to now touches. */
    Collection<LatencyTotals> recent(Duration window, long nowSeconds) {
        long from = Math.floorDiv(nowSeconds - window.toSeconds(), SECONDS_PER_MINUTE);
        return minutes.subMap(from, true, Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE), true)
                .values();
    }

    /** Successes of the minutes that a window up to now touches. */
    SparseHistogram recentSuccess(Duration window, long nowSeconds, HistogramAccumulator scratch) {
        scratch.clear();
        recent(window, nowSeconds)
                .forEach(minute -> scratch.add(minute.success().total()));
        return scratch.toSparse();
    }

    /** Whether something can be put where it belongs. */
    boolean isDue(long nowSeconds) {
        long minute = Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE);
        boolean someOver = !open.isEmpty() && open.firstKey() < minute - OPEN_MINUTES;
        return (someOver && (minute > foldedAtMinute || open.size() > MANY_OPEN))
                || summedUpHour(minute) > rolledBeforeHour;
    }

    /** Puts minutes and hours that are over where they belong. */
    void settle(long nowSeconds) {
        long minute = Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE);
        foldedAtMinute = minute;
        fold(minute - OPEN_MINUTES);
        long summedUp = summedUpHour(minute);
        if (summedUp > rolledBeforeHour) {
            fold(summedUp * MINUTES_PER_HOUR);
            sumUp(summedUp);
        }
        long forgotten = Math.min(minute - MINUTES_PER_HOUR, rolledBeforeHour * MINUTES_PER_HOUR);
        minutes.headMap(forgotten).clear();
    }

    /** Puts everything where it belongs, because nobody watches any more; what comes later counts as late. */
    void settleAll(long nowSeconds) {
        fold(Long.MAX_VALUE);
        long behind = minutes.isEmpty() ? rolledBeforeHour : Math.floorDiv(minutes.lastKey(), MINUTES_PER_HOUR) + 1;
        sumUp(Math.max(
                Math.max(behind, rolledBeforeHour), summedUpHour(Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE))));
    }

    /** What to store now; nothing is unsaved afterwards. */
    UnsavedLatency takeUnsaved() {
        UnsavedLatency unsaved = new UnsavedLatency(
                check,
                location,
                rolledBeforeHour,
                new TreeMap<>(open),
                new TreeMap<>(changedMinutes),
                new TreeMap<>(changedHours),
                changedTotals);
        changedMinutes.clear();
        changedHours.clear();
        changedTotals = null;
        return unsaved;
    }

    /** Moves open minutes before one to their rows, and late ones to their hours and the totals too. */
    private void fold(long beforeMinute) {
        SortedMap<Long, LatencyTotals> over = open.headMap(beforeMinute);
        LatencyTotals late = LatencyTotals.NONE;
        for (Map.Entry<Long, LatencyTotals> entry : over.entrySet()) {
            long minute = entry.getKey();
            LatencyTotals stored = changedMinutes.get(minute);
            if (stored == null) {
                stored = minute > newestClosed ? LatencyTotals.NONE : archive.minute(check, location, minute);
            }
            changedMinutes.put(minute, stored.plus(entry.getValue()));
            newestClosed = Math.max(newestClosed, minute);
            long hour = Math.floorDiv(minute, MINUTES_PER_HOUR);
            if (hour < rolledBeforeHour) {
                LatencyTotals storedHour = changedHours.get(hour);
                changedHours.put(
                        hour,
                        (storedHour == null ? archive.hour(check, location, hour) : storedHour).plus(entry.getValue()));
                late = late.plus(entry.getValue());
            }
        }
        over.clear();
        addToTotals(late);
    }

    private void sumUp(long beforeHour) {
        LatencyTotals added = LatencyTotals.NONE;
        for (Map.Entry<Long, LatencyTotals> entry : minutes.subMap(
                        rolledBeforeHour * MINUTES_PER_HOUR, beforeHour * MINUTES_PER_HOUR)
                .entrySet()) {
            changedHours.merge(Math.floorDiv(entry.getKey(), MINUTES_PER_HOUR), entry.getValue(), LatencyTotals::plus);
            added = added.plus(entry.getValue());
        }
        rolledBeforeHour = beforeHour;
        addToTotals(added);
    }

    private void addToTotals(LatencyTotals more) {
        if (!more.isEmpty()) {
            LatencyTotals before = changedTotals == null ? archive.totals(check, location) : changedTotals;
            changedTotals = before.plus(more);
        }
    }

    private void remember(long minute, LatencyTotals more, long nowMinute) {
        if (minute >= Math.min(nowMinute - MINUTES_PER_HOUR, rolledBeforeHour * MINUTES_PER_HOUR)) {
            minutes.merge(minute, more, LatencyTotals::plus);
        }
    }

    private static long summedUpHour(long nowMinute) {
        return Math.floorDiv(nowMinute - SUM_UP_AFTER_MINUTES, MINUTES_PER_HOUR);
    }
}
