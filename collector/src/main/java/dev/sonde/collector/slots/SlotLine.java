package dev.sonde.collector.slots;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.SlotWord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All slots of one check at one location, over all its plans: which word each has, and what was counted of them. A word
 * is written once; only what the silence of the agent wrote is corrected by what the agent says later. The ledger's
 * thread.
 */
final class SlotLine {
    /** A batch may be this late after a run's timeout before its slot counts as silent. */
    static final long GRACE_NANOS = 15_000_000_000L;

    /**
     * A plan begins at most so long before the first that is heard of it: what an agent kept while the collector was away.
     * Without this bound one interval of a clock that is months behind would make every slot since an unknown one.
     */
    private static final long LONGEST_BEFORE_KNOWN_NANOS = TimeUnit.DAYS.toNanos(1);

    private final SlotKey key;
    private final SlotArchive archive;
    private final PageScratch scratch;
    private final KeyTotals totals;
    private final List<SpanPages> spans = new ArrayList<>();
    private final UnsavedPages unsaved;
    private long[] limitNanos;
    private boolean eventful;
    /** When its silence is looked for next, for the ledger; {@code Long.MIN_VALUE} before the first time. */
    long lookAt = Long.MIN_VALUE;
    /** Pages that lie wholly before this hour are at rest only. */
    private long memoryFromHour;

    SlotLine(
            SlotKey key,
            SlotArchive archive,
            PageScratch scratch,
            long[] limitNanos,
            KeyTotals totals,
            long memoryFromHour,
            long nowNanos) {
        this.key = key;
        this.archive = archive;
        this.scratch = scratch;
        this.limitNanos = limitNanos;
        this.totals = totals;
        this.memoryFromHour = memoryFromHour;
        this.unsaved = new UnsavedPages(nowNanos);
    }

    /** Puts back a span and its pages as they were stored. */
    void restore(PlanSpan stored, List<WordPage> pages) {
        SpanPages span = new SpanPages(stored);
        pages.forEach(span::put);
        span.skipTo(stored.plan().slotAfter(memoryFromHour * WordPage.HOUR_NANOS - 1));
        span.advanceFrontier();
        spans.add(span);
    }

    /** Lets go of pages that lie wholly before an hour; they must be stored. */
    void forgetBefore(long hour) {
        if (hour > memoryFromHour) {
            memoryFromHour = hour;
            spans.forEach(span -> span.pages().removeIf(page -> page.endHour() <= hour));
        }
    }

    SlotKey key() {
        return key;
    }

    KeyTotals totals() {
        return totals;
    }

    List<SpanPages> spans() {
        return spans;
    }

    long[] limitNanos() {
        return limitNanos;
    }

    UnsavedPages unsaved() {
        return unsaved;
    }

    /** The plan in force; null before the first interval and after the end. */
    @Nullable
    SpanPages inForce() {
        SpanPages last = last();
        return last != null && last.isInForce() ? last : null;
    }

    /** Ends the plan in force, if there is one. */
    void end(long nowNanos) {
        SpanPages span = inForce();
        if (span != null) {
            span.endAt(nowNanos);
            unsaved.spansChanged();
        }
    }

    /** Takes the words of an interval that arrived now. */
    IntervalReceipt apply(CheckInterval interval, ExcludedTimes excluded, long nowNanos) {
        SpanPages span = spanOf(interval, nowNanos - LONGEST_BEFORE_KNOWN_NANOS);
        if (span == null) {
            return new IntervalReceipt(0, 0, 0, spokenIn(interval));
        }
        WordPage page = pageOf(span, interval.firstSlot());
        PageEdit edit = new PageEdit(this, span, page, scratch);
        IntervalReceipt receipt = edit.apply(interval, excluded);
        eventful = edit.isEventful() || unsaved.haveSpansChanged();
        return receipt;
    }

    /** Whether the interval applied last brought more than further good slots. */
    boolean wasEventful() {
        return eventful;
    }

    /** From when on a slot of it is silent, at the earliest; {@code Long.MAX_VALUE} when none is awaited. */
    long silentFrom() {
        long earliest = Long.MAX_VALUE;
        for (SpanPages span : spans) {
            if (!span.isSettled()) {
                Plan plan = span.plan();
                earliest =
                        Math.min(earliest, plan.plannedEpochNanos(span.frontier()) + plan.timeoutNanos() + GRACE_NANOS);
            }
        }
        return earliest;
    }

    /** Settles as silent what is due; returns how many slots. */
    long settleSilent(long nowNanos, ExcludedTimes excluded) {
        long settled = 0;
        for (SpanPages span : spans) {
            long due = span.dueSlot(nowNanos, GRACE_NANOS);
            while (span.frontier() < due) {
                WordPage page = pageOf(span, span.frontier());
                long before = span.frontier();
                settled += new PageEdit(this, span, page, scratch).settleSilent(before, due, excluded);
                if (span.frontier() == before) {
                    throw new IllegalStateException("slot " + before + " of " + key + " does not settle");
                }
            }
        }
        return settled;
    }

    /** Counts in (from, to] by own outcomes (-1) or the limit at a position. */
    SlotCounts count(int limit, long fromNanos, long toNanos, ExcludedTimes excluded) {
        SlotRuns.Tally tally = new SlotRuns.Tally();
        long pending = 0;
        long scheduled = 0;
        long previousEnd = Long.MIN_VALUE;
        for (SpanPages span : spans) {
            long to = Math.min(toNanos, span.end() - 1);
            long extendedFrom = Math.max(fromNanos, previousEnd == Long.MIN_VALUE ? Long.MIN_VALUE : previousEnd - 1);
            previousEnd = span.end();
            if (to <= extendedFrom) {
                continue;
            }
            Plan plan = span.plan();
            long behind = plan.slotAfter(to);
            long lifeFrom = Math.max(plan.slotAfter(extendedFrom), span.firstSlot());
            long windowFrom = plan.slotAfter(extendedFrom);
            scheduled += behind - windowFrom;
            if (windowFrom < lifeFrom) {
                scheduled -= excluded.neverDue(key.check(), plan, windowFrom, Math.min(lifeFrom, behind));
            }
            long before = tally.settled();
            span.addTo(tally, limit, lifeFrom, behind);
            pending += Math.max(0, behind - lifeFrom) - (tally.settled() - before);
        }
        return new SlotCounts(tally.good, tally.bad, tally.unknown, tally.excluded, pending, scheduled);
    }

    /** Own outcomes planned after a cursor and before the first pending slot. */
    List<SlotRun> settledAfter(long cursorNanos) {
        List<SlotRun> runs = new ArrayList<>();
        for (SpanPages span : spans) {
            addRuns(span, cursorNanos, Math.min(span.frontier(), span.endSlot()), runs);
            if (!span.isSettled()) {
                break;
            }
        }
        return runs;
    }

    /** Own outcomes planned in (from, to]. */
    List<SlotRun> settled(long fromNanos, long toNanos) {
        List<SlotRun> runs = new ArrayList<>();
        for (SpanPages span : spans) {
            addRuns(span, fromNanos, Math.min(span.plan().slotAfter(toNanos), span.endSlot()), runs);
        }
        return runs;
    }

    private static void addRuns(SpanPages span, long afterNanos, long behind, List<SlotRun> runs) {
        if (span.end() > afterNanos) {
            Plan plan = span.plan();
            long from = Math.max(span.firstSlot(), plan.slotAfter(afterNanos));
            span.forEach(
                    -1,
                    from,
                    behind,
                    (word, first, end) -> runs.add(new SlotRun(
                            word,
                            end - first,
                            instant(plan.plannedEpochNanos(first)),
                            instant(plan.plannedEpochNanos(end - 1)))));
        }
    }

    @Nullable
    SlotWord newestWord() {
        for (int i = spans.size() - 1; i >= 0; i--) {
            SlotWord word = spans.get(i).newestWord();
            if (word != null) {
                return word;
            }
        }
        return null;
    }

    /** Asks for other limits: words of the limits that stay are kept, new ones have none until they are filled in. */
    void useLimits(long[] wanted) {
        for (SpanPages span : spans) {
            for (WordPage page : List.copyOf(span.pages())) {
                SlotRuns[] words = new SlotRuns[wanted.length];
                for (int i = 0; i < wanted.length; i++) {
                    int kept = Arrays.binarySearch(limitNanos, wanted[i]);
                    words[i] = kept < 0 ? SlotRuns.EMPTY : page.limits[kept];
                }
                span.put(page.with(page.own, words));
            }
        }
        limitNanos = wanted;
    }

    /** Judges from kept durations what was never judged against the limit at a position. */
    void fillLimit(int limit) {
        List<SlotArchive.DurationCell> cells = null;
        for (SpanPages span : spans) {
            for (WordPage page : List.copyOf(span.pages())) {
                if (page.limits[limit].settled() < page.own.settled()) {
                    if (cells == null) {
                        long from = page.hour * WordPage.HOUR_NANOS;
                        cells = archive.durationsOver(key, limitNanos[limit], from, Long.MAX_VALUE);
                    }
                    new PageEdit(this, span, page, scratch).fillLimit(limit, cells);
                }
            }
        }
    }

    /** The page of a slot: in memory, at rest, or new. */
    private WordPage pageOf(SpanPages span, long slot) {
        long hour = span.hourOf(slot);
        WordPage page = span.page(hour);
        if (page == null) {
            StoredPage stored = hour >= memoryFromHour ? null : archive.page(key, span.number, hour);
            page = stored == null
                    ? WordPage.empty(span.plan(), hour, limitNanos.length)
                    : SlotLedger.decode(stored, span.plan(), limitNanos);
        }
        return page;
    }

    /**
     * The span that the interval's slots belong to; it may begin one, but not before {@code earliestBegin}. Null when they
     * are outside every plan.
     */
    private @Nullable SpanPages spanOf(CheckInterval interval, long earliestBegin) {
        Plan plan = interval.plan();
        long planned = plan.plannedEpochNanos(interval.firstSlot());
        long lastPlanned =
                plan.plannedEpochNanos(interval.firstSlot() + interval.words().count() - 1);
        for (int i = spans.size() - 1; i >= 0; i--) {
            SpanPages span = spans.get(i);
            if (span.hasSlotsOf(plan) && span.contains(planned)) {
                useTimeout(span, plan);
                return span;
            }
        }
        if (planned < earliestBegin) {
            return null;
        }
        SpanPages last = last();
        if (last != null && last.isInForce() && last.hasSlotsOf(plan)) {
            // Told of slots before the first: the plan began earlier, unless another one was in force then.
            SpanPages previous = spans.size() < 2 ? null : spans.get(spans.size() - 2);
            if (previous == null || endsBefore(previous, planned)) {
                last.beginAt(planned);
                last.advanceFrontier();
                unsaved.spansChanged();
                return last;
            }
            return lastPlanned >= last.begin() ? last : null;
        }
        if (last != null && !endsBefore(last, planned)) {
            return null;
        }
        SpanPages span =
                new SpanPages(new PlanSpan(last == null ? 0 : last.number + 1, plan, planned, PlanSpan.IN_FORCE));
        spans.add(span);
        unsaved.spansChanged();
        return span;
    }

    /** Whether a span is over at a planned time; one that no agent has spoken of since then is ended there. */
    private boolean endsBefore(SpanPages span, long plannedNanos) {
        if (span.end() <= plannedNanos) {
            return true;
        }
        long spoken = span.lastSpoken();
        if (spoken != Long.MIN_VALUE && span.plan().plannedEpochNanos(spoken) >= plannedNanos) {
            return false;
        }
        span.endAt(plannedNanos);
        unsaved.spansChanged();
        return true;
    }

    private void useTimeout(SpanPages span, Plan plan) {
        if (span.isInForce() && span.plan().timeoutNanos() != plan.timeoutNanos()) {
            span.useTimeoutOf(plan);
            unsaved.spansChanged();
        }
    }

    private @Nullable SpanPages last() {
        return spans.isEmpty() ? null : spans.get(spans.size() - 1);
    }

    private static int spokenIn(CheckInterval interval) {
        int spoken = 0;
        for (int i = 0; i < interval.words().count(); i++) {
            spoken += interval.words().at(i).isNone() ? 0 : 1;
        }
        return spoken;
    }

    static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
    }
}
