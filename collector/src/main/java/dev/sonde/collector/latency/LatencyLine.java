package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.LatenciesAccumulator;
import java.time.Duration;
import java.util.Collections;
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
    private final EncodedMinutes minutes = new EncodedMinutes();

    private final EncodedMinutes open = new EncodedMinutes();
    private final EncodedMinutes changedMinutes = new EncodedMinutes();
    private @Nullable SortedMap<Long, LatencyTotals> changedHours;
    private @Nullable LatencyTotals changedTotals;
    private long rolledBeforeHour;
    private long foldedAtMinute;
    /** Newest minute that has a row of its own. */
    private long newestClosed = Long.MIN_VALUE;

    private LatencyBuckets sinceEver = LatencyBuckets.NONE;
    /** Whether somebody has been given {@link #sinceEver}, so that it may not change any more. */
    private boolean sinceEverIsShown = true;

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
            return;
        }
        rolledBeforeHour = stored.rolledBeforeHour();
        addSinceEver(stored.totals());
        newestClosed = Long.MAX_VALUE;
        for (StoredMinute closed : stored.minutes()) {
            minutes.put(closed.minute(), closed.latencies());
            newestClosed = closed.minute();
            if (closed.minute() >= rolledBeforeHour * MINUTES_PER_HOUR) {
                addSinceEver(LatencyTotals.decode(closed.latencies()));
            }
        }
        for (StoredMinute still : stored.open()) {
            open.put(still.minute(), still.latencies());
            LatencyTotals totals = LatencyTotals.decode(still.latencies());
            addSinceEver(totals);
            if (isRemembered(still.minute(), minute)) {
                byte[] before = minutes.get(still.minute());
                minutes.put(still.minute(), before == null ? still.latencies() : merged(before, totals));
            }
        }
    }

    CheckName check() {
        return check;
    }

    Location location() {
        return location;
    }

    /** Adds what runs planned in a minute have taken. */
    void add(long minute, LatencyTotals more, long nowSeconds) {
        byte[] before = open.get(minute);
        byte[] after = before == null ? more.encode() : merged(before, more);
        open.put(minute, after);
        if (isRemembered(minute, Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE))) {
            byte[] whole = minutes.get(minute);
            // Nearly always the minute is open as a whole, and then both share their bytes.
            minutes.put(minute, whole == before ? after : whole == null ? more.encode() : merged(whole, more));
        }
        addSinceEver(more);
    }

    /** Adds in place: a copy for each interval would live just long enough to burden the collector of garbage. */
    private void addSinceEver(LatencyTotals more) {
        sinceEver = (sinceEverIsShown ? sinceEver.copy() : sinceEver).add(more);
        sinceEverIsShown = false;
    }

    LatencyBuckets sinceEver() {
        sinceEverIsShown = true;
        return sinceEver;
    }

    /** Failures of the minutes that a window up to now touches. */
    void addRecentFailures(Duration window, long nowSeconds, LatenciesAccumulator sum) {
        int behind = minutes.from(Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE) + 1);
        for (int i = minutes.from(firstMinute(window, nowSeconds)); i < behind; i++) {
            sum.add(LatencyTotals.decode(minutes.latenciesAt(i)).failure());
        }
    }

    /** Successes of the minutes that a window up to now touches. */
    SparseHistogram recentSuccess(Duration window, long nowSeconds, HistogramAccumulator scratch) {
        scratch.clear();
        int behind = minutes.from(Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE) + 1);
        for (int i = minutes.from(firstMinute(window, nowSeconds)); i < behind; i++) {
            LatencyTotals.addSuccess(minutes.latenciesAt(i), scratch);
        }
        return scratch.toSparse();
    }

    private static long firstMinute(Duration window, long nowSeconds) {
        return Math.floorDiv(nowSeconds - window.toSeconds(), SECONDS_PER_MINUTE);
    }

    /** Whether something can be put where it belongs. */
    boolean isDue(long nowSeconds) {
        long minute = Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE);
        boolean someOver = !open.isEmpty() && open.minuteAt(0) < minute - OPEN_MINUTES;
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
        minutes.removeBefore(Math.min(minute - MINUTES_PER_HOUR, rolledBeforeHour * MINUTES_PER_HOUR));
    }

    /** Puts everything where it belongs, because nobody watches any more; what comes later counts as late. */
    void settleAll(long nowSeconds) {
        fold(Long.MAX_VALUE);
        long behind = minutes.isEmpty()
                ? rolledBeforeHour
                : Math.floorDiv(minutes.minuteAt(minutes.size() - 1), MINUTES_PER_HOUR) + 1;
        sumUp(Math.max(
                Math.max(behind, rolledBeforeHour), summedUpHour(Math.floorDiv(nowSeconds, SECONDS_PER_MINUTE))));
    }

    /** What to store now; nothing is unsaved afterwards. */
    UnsavedLatency takeUnsaved() {
        UnsavedLatency unsaved = new UnsavedLatency(
                check,
                location,
                rolledBeforeHour,
                open.toList(),
                changedMinutes.toList(),
                changedHours == null ? Collections.emptySortedMap() : changedHours,
                changedTotals);
        changedMinutes.removeBefore(Long.MAX_VALUE);
        changedHours = null;
        changedTotals = null;
        return unsaved;
    }

    /** Moves open minutes before one to their rows, and late ones to their hours and the totals too. */
    private void fold(long beforeMinute) {
        int behind = open.from(beforeMinute);
        LatencyTotals late = LatencyTotals.NONE;
        for (int i = 0; i < behind; i++) {
            long minute = open.minuteAt(i);
            byte[] more = open.latenciesAt(i);
            byte[] stored = changedMinutes.get(minute);
            if (stored == null && minute <= newestClosed) {
                LatencyTotals atRest = archive.minute(check, location, minute);
                stored = atRest.isEmpty() ? null : atRest.encode();
            }
            changedMinutes.put(minute, stored == null ? more : merged(stored, LatencyTotals.decode(more)));
            newestClosed = Math.max(newestClosed, minute);
            long hour = Math.floorDiv(minute, MINUTES_PER_HOUR);
            if (hour < rolledBeforeHour) {
                LatencyTotals totals = LatencyTotals.decode(more);
                LatencyTotals storedHour = changedHours().get(hour);
                changedHours()
                        .put(
                                hour,
                                (storedHour == null ? archive.hour(check, location, hour) : storedHour).plus(totals));
                late = late.plus(totals);
            }
        }
        open.removeBefore(beforeMinute);
        addToTotals(late);
    }

    private void sumUp(long beforeHour) {
        LatencyTotals added = LatencyTotals.NONE;
        int behind = minutes.from(beforeHour * MINUTES_PER_HOUR);
        for (int i = minutes.from(rolledBeforeHour * MINUTES_PER_HOUR); i < behind; i++) {
            LatencyTotals minute = LatencyTotals.decode(minutes.latenciesAt(i));
            changedHours().merge(Math.floorDiv(minutes.minuteAt(i), MINUTES_PER_HOUR), minute, LatencyTotals::plus);
            added = added.plus(minute);
        }
        rolledBeforeHour = beforeHour;
        addToTotals(added);
    }

    private SortedMap<Long, LatencyTotals> changedHours() {
        if (changedHours == null) {
            changedHours = new TreeMap<>();
        }
        return changedHours;
    }

    private void addToTotals(LatencyTotals more) {
        if (!more.isEmpty()) {
            LatencyTotals before = changedTotals == null ? archive.totals(check, location) : changedTotals;
            changedTotals = before.plus(more);
        }
    }

    private boolean isRemembered(long minute, long nowMinute) {
        return minute >= Math.min(nowMinute - MINUTES_PER_HOUR, rolledBeforeHour * MINUTES_PER_HOUR);
    }

    private static byte[] merged(byte[] encoded, LatencyTotals more) {
        return LatencyTotals.decode(encoded).plus(more).encode();
    }

    private static long summedUpHour(long nowMinute) {
        return Math.floorDiv(nowMinute - SUM_UP_AFTER_MINUTES, MINUTES_PER_HOUR);
    }
}
