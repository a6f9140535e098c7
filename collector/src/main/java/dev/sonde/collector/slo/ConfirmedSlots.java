package dev.sonde.collector.slo;

import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotRun;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Slots as hard down looks at them: a bad one that was refuted neither counts nor interrupts, and one whose confirming run
 * is awaited is waited for, with all that follow. Pure.
 */
final class ConfirmedSlots {
    private ConfirmedSlots() {}

    /**
     * @param settled in order of n
     * @return the same up to the first that is awaited
     */
    static List<SlotRun> of(Location location, List<SlotRun> settled, HeldSlots held) {
        List<SlotRun> seen = new ArrayList<>(settled.size());
        for (SlotRun run : settled) {
            if (run.word().slotClass() != SlotClass.BAD || !held.any(location, run.firstPlanned(), run.lastPlanned())) {
                seen.add(run);
                continue;
            }
            for (long i = 0; i < run.count(); i++) {
                Instant planned = plannedAt(run, i);
                switch (held.of(location, planned)) {
                    case COUNTS -> seen.add(new SlotRun(run.word(), 1, planned, planned));
                    case REFUTED -> seen.add(new SlotRun(SlotWord.EXCLUDED, 1, planned, planned));
                    case AWAITED -> {
                        return seen;
                    }
                }
            }
        }
        return seen;
    }

    /** Slots of a run lie an interval apart. */
    private static Instant plannedAt(SlotRun run, long position) {
        if (position == 0) {
            return run.firstPlanned();
        }
        Duration span = Duration.between(run.firstPlanned(), run.lastPlanned());
        return run.firstPlanned().plus(span.dividedBy(run.count() - 1).multipliedBy(position));
    }
}
