package dev.sonde.collector.slo;

import dev.sonde.collector.slots.SlotRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Whether a check is down at a location, whatever budgets say: down after k bad slots in a row, up after k good ones, by
 * the runs' own outcomes in order of n. Unknown and excluded slots neither count nor interrupt; a pending one is waited
 * for. Unknown ones at the end are looked at again: an agent whose clock is behind reports each slot after it was taken
 * for silent. Pure; any thread.
 */
public final class HardDown {
    /** How long after planned time and timeout a silent slot stays pending. */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private HardDown() {}

    /**
     * The state after more slots have settled.
     *
     * @param settled the slots after the state's cursor and before the first pending one, in order of n
     * @param inRow k, at least 1
     */
    public static HardDownState next(HardDownState previous, List<SlotRun> settled, int inRow) {
        Instant cursor = previous.cursor();
        int bad = previous.badInRow();
        int good = previous.goodInRow();
        Instant firstBad = previous.firstBad();
        Instant since = previous.since();
        for (SlotRun run : settled) {
            switch (run.word().slotClass()) {
                case BAD -> {
                    firstBad = bad == 0 ? run.firstPlanned() : firstBad;
                    good = 0;
                    bad = saturatedSum(bad, run.count());
                    since = since == null && bad >= inRow ? firstBad : since;
                    cursor = run.lastPlanned();
                }
                case GOOD -> {
                    bad = 0;
                    firstBad = null;
                    good = saturatedSum(good, run.count());
                    since = good >= inRow ? null : since;
                    cursor = run.lastPlanned();
                }
                case UNKNOWN, EXCLUDED -> {}
            }
        }
        return new HardDownState(cursor, bad, good, firstBad, since);
    }

    /**
     * Where to begin with a location that nothing is remembered of: far enough back that a check which has been down
     * since before shows it, and no further.
     */
    public static Instant beginning(Instant now, Duration interval, Duration timeout, int inRow) {
        return now.minus(interval.multipliedBy(4L * inRow)).minus(timeout).minus(SETTLING);
    }

    private static int saturatedSum(int count, long more) {
        return (int) Math.min(Integer.MAX_VALUE, count + more);
    }
}
