package dev.sonde.collector.slots;

import dev.sonde.contract.check.Plan;

/**
 * A stretch of planned time during which one plan is in force for a check at a location. Spans of a key do not overlap,
 * so (span, n) names a slot for ever, also when a plan comes back. Times are nanoseconds of the Unix epoch.
 *
 * @param number ascending within the key, from 0
 * @param begin planned time of its first slot, inclusive
 * @param end exclusive; {@link #IN_FORCE} while the plan goes on
 */
public record PlanSpan(int number, Plan plan, long begin, long end) {
    /** The end of a plan that goes on. */
    public static final long IN_FORCE = Long.MAX_VALUE;
}
