package dev.sonde.collector.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Which parts of a line differ from what is stored, and which of its hours still change often. Those, the open ones, are
 * stored together in one row per key so that a commit writes little; an hour that is over is stored once on its own,
 * and days that are over for long once more as one page. The ledger's thread.
 */
final class UnsavedPages {
    /** An hour is open this long after its end: longer than any word of it takes to come in the ordinary way. */
    private static final long OPEN_NANOS = 5 * 60_000_000_000L;

    /** Late batches reach back hours; whole days are put together only behind them. */
    private static final long DAYS_KEPT_IN_HOURS = 3;

    private final TreeSet<UnsavedSlots.PageId> changed = new TreeSet<>(
            (a, b) -> a.span() != b.span() ? Integer.compare(a.span(), b.span()) : Long.compare(a.hour(), b.hour()));
    private boolean spansChanged;
    private boolean anyChange;
    private long openFromHour;
    private long gatheredBeforeHour;

    UnsavedPages(long nowNanos) {
        openFromHour = openHour(nowNanos);
    }

    void openFrom(long hour) {
        openFromHour = Math.min(openFromHour, hour);
    }

    boolean isOpen(long hour) {
        return hour >= openFromHour;
    }

    void spansChanged() {
        spansChanged = true;
        anyChange = true;
    }

    boolean haveSpansChanged() {
        return spansChanged;
    }

    void pageChanged(int span, long hour) {
        changed.add(new UnsavedSlots.PageId(span, hour));
        anyChange = true;
    }

    boolean any() {
        return anyChange;
    }

    /** What to store now; nothing is unsaved afterwards. */
    UnsavedSlots take(SlotLine line, long nowNanos) {
        closeHours(line, nowNanos);
        List<UnsavedSlots.PageId> removed = gatherDays(line, nowNanos);
        List<StoredPage> open = new ArrayList<>();
        List<StoredPage> closed = new ArrayList<>();
        List<PlanSpan> spans = new ArrayList<>();
        for (SpanPages span : line.spans()) {
            if (spansChanged) {
                spans.add(span.span());
            }
            List<WordPage> pages = span.pages();
            for (int i = pages.size() - 1; i >= 0 && isOpen(pages.get(i).hour); i--) {
                open.add(stored(span, pages.get(i), line));
            }
        }
        for (UnsavedSlots.PageId id : changed) {
            SpanPages span = line.spans().stream()
                    .filter(s -> s.number == id.span())
                    .findFirst()
                    .orElseThrow();
            WordPage page = span.page(id.hour());
            if (page != null && !isOpen(page.hour)) {
                closed.add(stored(span, page, line));
            }
        }
        changed.clear();
        spansChanged = false;
        anyChange = false;
        return new UnsavedSlots(line.key(), spans, line.totals().encode(), open, closed, removed);
    }

    private void closeHours(SlotLine line, long nowNanos) {
        long openHour = openHour(nowNanos);
        if (openHour <= openFromHour) {
            return;
        }
        for (SpanPages span : line.spans()) {
            for (WordPage page : span.pages()) {
                if (page.hour >= openFromHour && page.hour < openHour) {
                    changed.add(new UnsavedSlots.PageId(span.number, page.hour));
                }
            }
        }
        openFromHour = openHour;
    }

    /** Makes one page of each day that is over for long; returns the pages it replaces. */
    private List<UnsavedSlots.PageId> gatherDays(SlotLine line, long nowNanos) {
        long today = Math.floorDiv(nowNanos, WordPage.DAY_HOURS * WordPage.HOUR_NANOS);
        long beforeHour = (today - DAYS_KEPT_IN_HOURS) * WordPage.DAY_HOURS;
        if (beforeHour <= gatheredBeforeHour) {
            return List.of();
        }
        gatheredBeforeHour = beforeHour;
        List<UnsavedSlots.PageId> removed = new ArrayList<>();
        for (SpanPages span : line.spans()) {
            List<WordPage> ofDay = new ArrayList<>();
            for (WordPage page : List.copyOf(span.pages())) {
                if (page.hours > 1 || page.hour >= beforeHour) {
                    continue;
                }
                if (!ofDay.isEmpty() && dayOf(ofDay.get(0)) != dayOf(page)) {
                    gather(span, ofDay, line, removed);
                    ofDay.clear();
                }
                ofDay.add(page);
            }
            if (!ofDay.isEmpty()) {
                gather(span, ofDay, line, removed);
            }
        }
        return removed;
    }

    private void gather(SpanPages span, List<WordPage> hours, SlotLine line, List<UnsavedSlots.PageId> removed) {
        long firstHour = dayOf(hours.get(0)) * WordPage.DAY_HOURS;
        int limits = line.limitNanos().length;
        WordPage frame = WordPage.of(span.plan(), firstHour, WordPage.DAY_HOURS, SlotRuns.EMPTY, emptyWords(limits));
        SlotRuns[] words = new SlotRuns[limits];
        for (int limit = 0; limit < limits; limit++) {
            words[limit] = joined(frame, hours, limit);
        }
        span.pages().removeAll(hours);
        span.put(frame.with(joined(frame, hours, -1), words));
        for (WordPage page : hours) {
            changed.remove(new UnsavedSlots.PageId(span.number, page.hour));
            if (page.hour != firstHour) {
                removed.add(new UnsavedSlots.PageId(span.number, page.hour));
            }
        }
        changed.add(new UnsavedSlots.PageId(span.number, firstHour));
    }

    private static SlotRuns joined(WordPage frame, List<WordPage> hours, int limit) {
        SlotRuns.Builder joined = new SlotRuns.Builder();
        int covered = 0;
        for (WordPage page : hours) {
            int start = (int) (page.firstSlot - frame.firstSlot);
            joined.add((byte) 0, start - covered);
            joined.addAll(page.words(limit));
            covered = start + page.words(limit).length();
        }
        return joined.build();
    }

    private static SlotRuns[] emptyWords(int limits) {
        SlotRuns[] words = new SlotRuns[limits];
        Arrays.fill(words, SlotRuns.EMPTY);
        return words;
    }

    private static long dayOf(WordPage page) {
        return Math.floorDiv(page.hour, (long) WordPage.DAY_HOURS);
    }

    private static long openHour(long nowNanos) {
        return Math.floorDiv(nowNanos - OPEN_NANOS, WordPage.HOUR_NANOS);
    }

    private static StoredPage stored(SpanPages span, WordPage page, SlotLine line) {
        return new StoredPage(span.number, page.hour, page.hours, page.encode(line.limitNanos()));
    }
}
