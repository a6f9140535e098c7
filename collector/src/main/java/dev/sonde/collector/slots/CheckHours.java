package dev.sonde.collector.slots;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HoursCursor;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.ProbeHours;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Excludes slots outside of their check's hours: the same windows by which agents do not run. The store's thread, because
 * each check's place in time is remembered.
 */
public final class CheckHours implements ExcludedTimes {
    private final Map<CheckName, HoursCursor> cursors = new HashMap<>();

    private CheckHours() {}

    /** The hours of these checks; those without any are never excluded. */
    public static ExcludedTimes of(Collection<Check> checks) {
        CheckHours hours = new CheckHours();
        for (Check check : checks) {
            ProbeHours own = check.conduct().hours();
            if (own != null) {
                hours.cursors.put(check.name(), new HoursCursor(own));
            }
        }
        return hours.cursors.isEmpty() ? ExcludedTimes.NONE : hours;
    }

    @Override
    public boolean excludes(CheckName check, long plannedEpochNanos) {
        HoursCursor cursor = cursors.get(check);
        return cursor != null && !cursor.includes(plannedEpochNanos);
    }

    @Override
    public long neverDue(CheckName check, Plan plan, long fromSlot, long behindSlot) {
        HoursCursor cursor = cursors.get(check);
        return cursor == null ? 0 : cursor.excludedSlots(plan, fromSlot, behindSlot);
    }
}
