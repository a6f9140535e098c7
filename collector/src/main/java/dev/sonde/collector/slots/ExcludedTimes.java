package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;

/** Which planned times do not count, such as maintenance. Pure; asked for each slot as it settles. */
@FunctionalInterface
public interface ExcludedTimes {
    ExcludedTimes NONE = (check, plannedEpochNanos) -> false;

    /** Whether a slot of the check planned then is excluded. */
    boolean excludes(CheckName check, long plannedEpochNanos);

    /**
     * How many slots of a plan are excluded for good, from one (inclusive) to another (exclusive): what a schedule never
     * holds, also where nobody has looked yet. Maintenance is not among them.
     */
    default long neverDue(CheckName check, Plan plan, long fromSlot, long behindSlot) {
        return 0;
    }
}
