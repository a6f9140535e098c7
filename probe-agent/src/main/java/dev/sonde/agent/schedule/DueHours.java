package dev.sonde.agent.schedule;

import dev.sonde.agent.probe.MissedRun;
import dev.sonde.contract.check.HoursCursor;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.ProbeHours;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which slots of a plan are to be run at all: outside of a check's hours none is, and nobody misses it. One per check,
 * belongs to its event loop.
 */
public final class DueHours {
    private final Plan plan;
    private final @Nullable HoursCursor cursor;

    /** @param hours null is always */
    public DueHours(Plan plan, @Nullable ProbeHours hours) {
        this.plan = plan;
        this.cursor = hours == null ? null : new HoursCursor(hours);
    }

    /** Whether a slot is to be run. */
    public boolean includes(long slot) {
        return cursor == null || cursor.includes(plan.plannedEpochNanos(slot));
    }

    /** What is really missed of runs that never started. */
    public List<MissedRun> missed(MissedRun all) {
        if (cursor == null) {
            return List.of(all);
        }
        List<MissedRun> due = new ArrayList<>();
        long behind = all.firstSlot() + all.count();
        long slot = all.firstSlot();
        while (slot < behind) {
            long first = slot;
            while (slot < behind && includes(slot)) {
                slot++;
            }
            if (slot > first) {
                due.add(new MissedRun(first, slot - first, all.reason()));
            }
            while (slot < behind && !includes(slot)) {
                slot++;
            }
        }
        return due;
    }
}
