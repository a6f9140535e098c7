package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;

/** Which planned times do not count, such as maintenance. Pure; asked for each slot as it settles. */
@FunctionalInterface
public interface ExcludedTimes {
    ExcludedTimes NONE = (check, plannedEpochNanos) -> false;

    /** Whether a slot of the check planned then is excluded. */
    boolean excludes(CheckName check, long plannedEpochNanos);
}
