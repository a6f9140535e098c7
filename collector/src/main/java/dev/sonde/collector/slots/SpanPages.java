package dev.sonde.collector.slots;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@link PlanSpan} with those of its pages that are in memory, in order of time. Slots outside the span's life are in
 * no count, whatever their page says. The ledger's thread.
 */
final class SpanPages {
    static final SlotWord SILENT = SlotWord.unknown(UnknownReason.AGENT_SILENT, false);

    final int number;
    private final ArrayList<WordPage> pages = new ArrayList<>();
    private Plan plan;
    private long begin;
    private long end;
    /** Every slot of the span's life before this one has settled. */
    private long frontier;

    SpanPages(PlanSpan span) {
        number = span.number();
        plan = span.plan();
        begin = span.begin();
        end = span.end();
        frontier = firstSlot();
    }

    PlanSpan span() {
        return new PlanSpan(number, plan, begin, end);
    }

    Plan plan() {
        return plan;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    boolean isInForce() {
        return end == PlanSpan.IN_FORCE;
    }

    /** Whether the plans name the same slots; a timeout is no part of a slot's identity. */
    boolean hasSlotsOf(Plan other) {
        return plan.intervalNanos() == other.intervalNanos() && plan.offsetNanos() == other.offsetNanos();
    }

    boolean contains(long plannedNanos) {
        return plannedNanos >= begin && plannedNanos < end;
    }

    void useTimeoutOf(Plan other) {
        plan = other;
    }

    void endAt(long plannedNanos) {
        end = Math.max(plannedNanos, begin);
    }

    void beginAt(long plannedNanos) {
        begin = plannedNanos;
        frontier = firstSlot();
    }

    /** n of the first slot of its life. */
    long firstSlot() {
        return plan.slotAfter(begin - 1);
    }

    /** n behind the last slot of its life. */
    long endSlot() {
        return isInForce() ? Long.MAX_VALUE : plan.slotAfter(end - 1);
    }

    /** n behind the last slot that must have settled by a time. */
    long dueSlot(long nowNanos, long graceNanos) {
        return Math.min(endSlot(), plan.slotAfter(nowNanos - plan.timeoutNanos() - graceNanos));
    }

    long frontier() {
        return frontier;
    }

    boolean isSettled() {
        return frontier >= endSlot();
    }

    /** Moves the frontier over what has settled. */
    void advanceFrontier() {
        long endSlot = endSlot();
        while (frontier < endSlot) {
            int index = indexOf(hourOf(frontier));
            if (index < 0) {
                return;
            }
            WordPage page = pages.get(index);
            long none = page.firstSlot + page.own.firstNone((int) (frontier - page.firstSlot));
            frontier = Math.max(frontier, Math.min(none, endSlot));
            if (none < page.firstSlot + page.slots) {
                return;
            }
        }
    }

    /** Slots before this one are not in memory and count as settled. */
    void skipTo(long slot) {
        frontier = Math.max(frontier, Math.min(slot, endSlot()));
    }

    List<WordPage> pages() {
        return pages;
    }

    long hourOf(long slot) {
        return Math.floorDiv(plan.plannedEpochNanos(slot), WordPage.HOUR_NANOS);
    }

    /** The page in memory that contains an hour. */
    @Nullable
    WordPage page(long hour) {
        int index = indexOf(hour);
        return index < 0 ? null : pages.get(index);
    }

    /** Puts a page in the place of the one with the same first hour, or where it belongs. */
    void put(WordPage page) {
        int index = indexOf(page.hour);
        if (index >= 0) {
            pages.set(index, page);
        } else {
            pages.add(-index - 1, page);
        }
    }

    /** Adds the settled slots {@code from} (inclusive) to {@code to} (exclusive), which lie in the span's life. */
    void addTo(SlotRuns.Tally tally, int limit, long from, long to) {
        if (from >= to) {
            return;
        }
        int index = indexOf(hourOf(from));
        for (int i = index < 0 ? -index - 1 : index; i < pages.size(); i++) {
            WordPage page = pages.get(i);
            if (page.firstSlot >= to) {
                return;
            }
            page.words(limit).addTo(tally, clip(from, page), clip(to, page));
        }
    }

    /** Visits the words of slots {@code from} (inclusive) to {@code to} (exclusive), none ones left out. */
    void forEach(int limit, long from, long to, Visitor visitor) {
        if (from >= to) {
            return;
        }
        int index = indexOf(hourOf(from));
        for (int i = index < 0 ? -index - 1 : index; i < pages.size() && pages.get(i).firstSlot < to; i++) {
            WordPage page = pages.get(i);
            page.words(limit).forEach(clip(from, page), clip(to, page), (word, runFrom, runTo) -> {
                if (!word.isNone()) {
                    visitor.run(word, page.firstSlot + runFrom, page.firstSlot + runTo);
                }
            });
        }
    }

    /** Takes one run of slots {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    interface Visitor {
        void run(SlotWord word, long from, long to);
    }

    /** n of the newest slot that an agent has spoken of; {@code Long.MIN_VALUE} when there is none in memory. */
    long lastSpoken() {
        long last = Long.MIN_VALUE;
        for (int i = pages.size() - 1; i >= 0 && last == Long.MIN_VALUE; i--) {
            WordPage page = pages.get(i);
            long[] spoken = {Long.MIN_VALUE};
            page.own.forEach(0, page.own.length(), (word, from, to) -> {
                if (!word.isNone() && word != SILENT) {
                    spoken[0] = page.firstSlot + to - 1;
                }
            });
            last = spoken[0];
        }
        return last;
    }

    /** The word of its newest settled slot; null when there is none in memory. */
    @Nullable
    SlotWord newestWord() {
        long endSlot = endSlot();
        for (int i = pages.size() - 1; i >= 0; i--) {
            WordPage page = pages.get(i);
            SlotWord[] newest = new SlotWord[1];
            page.own.forEach(0, clip(endSlot, page), (word, from, to) -> newest[0] = word.isNone() ? newest[0] : word);
            if (newest[0] != null) {
                return newest[0];
            }
        }
        return null;
    }

    private static int clip(long slot, WordPage page) {
        return (int) Math.max(0, Math.min(slot - page.firstSlot, page.slots));
    }

    /** Index of the page that contains an hour, or -(where it belongs) - 1. */
    private int indexOf(long hour) {
        int low = 0;
        int high = pages.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            WordPage page = pages.get(middle);
            if (hour < page.hour) {
                high = middle - 1;
            } else if (hour >= page.endHour()) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -(low + 1);
    }
}
