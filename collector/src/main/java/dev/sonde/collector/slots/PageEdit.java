package dev.sonde.collector.slots;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change to one page: spelled out slot by slot, changed, and folded into runs again. Whatever changes is counted
 * here and nowhere else. Used once; the ledger's thread.
 */
final class PageEdit {
    private static final byte NONE = SlotWord.NONE.code();
    private static final byte GOOD = SlotWord.GOOD.code();
    private static final byte SILENT = SpanPages.SILENT.code();
    private static final byte EXCLUDED = SlotWord.EXCLUDED.code();
    private static final byte TOO_SLOW = SlotWord.bad(FailureReason.TOO_SLOW).code();
    private static final byte NOT_TIMED =
            SlotWord.unknown(UnknownReason.AGENT_STALLED, true).code();

    private final SlotLine line;
    private final SpanPages span;
    private final WordPage page;
    private final Plan plan;
    private final int limits;
    private final PageScratch scratch;
    private final byte[] own;
    /** Whether anything but a good word was put, or a word changed. */
    private boolean eventful;

    PageEdit(SlotLine line, SpanPages span, WordPage page, PageScratch scratch) {
        this.line = line;
        this.span = span;
        this.page = page;
        this.plan = span.plan();
        this.limits = page.limits.length;
        this.scratch = scratch;
        this.own = scratch.at(0, page.slots);
        page.own.toCodes(own);
        for (int i = 0; i < limits; i++) {
            page.limits[i].toCodes(scratch.at(i + 1, page.slots));
        }
    }

    /** Takes an interval's words. */
    IntervalReceipt apply(CheckInterval interval, ExcludedTimes excluded) {
        SlotWords words = interval.words();
        LimitJudge[] judges = judges(interval);
        long from = span.firstSlot();
        long behind = span.endSlot();
        int settled = 0;
        int corrected = 0;
        int repeated = 0;
        int outside = 0;
        for (int i = 0; i < words.count(); i++) {
            byte code = words.codeAt(i);
            if (code == NONE) {
                continue;
            }
            long slot = interval.firstSlot() + i;
            int at = (int) (slot - page.firstSlot);
            if (slot < from || slot >= behind || at < 0 || at >= page.slots) {
                outside++;
            } else if (own[at] == NONE || (own[at] == SILENT && code != SILENT)) {
                if (own[at] == NONE) {
                    settled++;
                } else {
                    corrected++;
                }
                boolean out = excluded.excludes(line.key().check(), plan.plannedEpochNanos(slot));
                line.totals().countWord(code, 1);
                for (int limit = 0; limit < limits; limit++) {
                    byte judged = judges[limit].judge(i, code, slot);
                    put(scratch.at(limit + 1, page.slots), at, out ? EXCLUDED : judged, line.limitNanos()[limit]);
                }
                put(own, at, out ? EXCLUDED : code, KeyTotals.OWN);
            } else {
                repeated++;
            }
        }
        if (settled + corrected > 0) {
            finish();
        }
        return settled + corrected + repeated + outside == 0
                ? IntervalReceipt.NOTHING
                : new IntervalReceipt(settled, corrected, repeated, outside);
    }

    /** Whether more has changed than that there are more good slots. */
    boolean isEventful() {
        return eventful;
    }

    /** Settles the pending slots {@code from} (inclusive) to {@code to} (exclusive), as far as the page goes. */
    long settleSilent(long from, long to, ExcludedTimes excluded) {
        int first = (int) Math.max(0, from - page.firstSlot);
        int behind = (int) Math.min(to - page.firstSlot, page.slots);
        long settled = 0;
        for (int at = first; at < behind; at++) {
            if (own[at] == NONE) {
                boolean out = excluded.excludes(line.key().check(), plan.plannedEpochNanos(page.firstSlot + at));
                byte code = out ? EXCLUDED : SILENT;
                if (!out) {
                    line.totals().countWord(code, 1);
                }
                for (int limit = 0; limit < limits; limit++) {
                    put(scratch.at(limit + 1, page.slots), at, code, line.limitNanos()[limit]);
                }
                put(own, at, code, KeyTotals.OWN);
                settled++;
            }
        }
        finish();
        return settled;
    }

    /** Gives a limit's word to every slot that has only its own, from durations that were kept. */
    void fillLimit(int limit, List<SlotArchive.DurationCell> cells) {
        byte[] codes = scratch.at(limit + 1, page.slots);
        for (SlotArchive.DurationCell cell : cells) {
            int from = position(cell.from());
            int to = position(cell.to());
            long good = 0;
            for (int at = from; at < to; at++) {
                good += own[at] == SlotWord.GOOD.code() && codes[at] == NONE ? 1 : 0;
            }
            // The share over the limit, not the count: runs whose durations were left out were judged too.
            long over = Math.round((double) good * cell.over() / cell.samples());
            for (int at = from; at < to; at++) {
                if (own[at] == SlotWord.GOOD.code() && codes[at] == NONE) {
                    fill(codes, at, over-- > 0 ? TOO_SLOW : SlotWord.GOOD.code(), limit);
                }
            }
        }
        for (int at = 0; at < page.slots; at++) {
            if (own[at] != NONE && codes[at] == NONE) {
                fill(codes, at, own[at] == SlotWord.GOOD.code() ? NOT_TIMED : own[at], limit);
            }
        }
        finish();
    }

    private void fill(byte[] codes, int at, byte code, int limit) {
        put(codes, at, code, line.limitNanos()[limit]);
        markApproximate(limit, page.firstSlot + at);
    }

    private int position(long epochNanos) {
        return (int) Math.max(0, Math.min(plan.slotAfter(epochNanos - 1) - page.firstSlot, page.slots));
    }

    private void put(byte[] codes, int at, byte code, long indicator) {
        SlotWord word = SlotWord.ofCode(code);
        eventful |= code != GOOD || codes[at] != NONE;
        if (codes[at] == NONE) {
            line.totals().indicator(indicator).settle(word, 1);
        } else {
            line.totals().indicator(indicator).correct(SlotWord.ofCode(codes[at]), word, 1);
        }
        codes[at] = code;
    }

    private void finish() {
        SlotRuns[] words = new SlotRuns[limits];
        for (int i = 0; i < limits; i++) {
            words[i] = SlotRuns.ofCodes(scratch.at(i + 1, page.slots), page.slots);
        }
        span.put(page.with(SlotRuns.ofCodes(own, page.slots), words));
        span.advanceFrontier();
        line.unsaved().pageChanged(span.number, page.hour);
    }

    private void markApproximate(int limit, long slot) {
        KeyTotals.Counts counts = line.totals().indicator(line.limitNanos()[limit]);
        counts.lastApproximate = Math.max(counts.lastApproximate, plan.plannedEpochNanos(slot));
    }

    private LimitJudge[] judges(CheckInterval interval) {
        LimitJudge[] judges = new LimitJudge[limits];
        for (int limit = 0; limit < limits; limit++) {
            judges[limit] = new LimitJudge(limit, interval);
        }
        return judges;
    }

    /** The words of one limit: the agent's own, or what the interval's durations allow when it did not judge. */
    private final class LimitJudge {
        private final int limit;
        private final @Nullable SlotWords words;
        private long over;

        LimitJudge(int limit, CheckInterval interval) {
            this.limit = limit;
            long nanos = line.limitNanos()[limit];
            this.words = interval.limits().stream()
                    .filter(candidate -> candidate.limit().toNanos() == nanos)
                    .map(LimitWords::words)
                    .findFirst()
                    .orElse(null);
            this.over = words == null ? interval.success().total().countAbove(nanos / 1_000) : 0;
        }

        byte judge(int index, byte own, long slot) {
            if (words != null) {
                // A slot with a verdict has one for each limit; an agent that forgot it is taken at its own word.
                return words.codeAt(index) == NONE ? own : words.codeAt(index);
            }
            if (SlotWord.ofCode(own).slotClass() != SlotClass.GOOD) {
                return own;
            }
            markApproximate(limit, slot);
            return over-- > 0 ? TOO_SLOW : own;
        }
    }
}
