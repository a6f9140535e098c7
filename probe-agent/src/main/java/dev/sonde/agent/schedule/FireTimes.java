package dev.sonde.agent.schedule;

import dev.sonde.contract.check.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Which slots of a plan are due. Every due time is derived from the slot's number, so nothing adds up; and only the newest
 * due slot is ever run, so a stall is followed by one run and not by a burst. Pure.
 */
record FireTimes(Plan plan) {
    /**
     * What is due.
     *
     * @param slot the newest due slot, to be run
     * @param passed how many slots right before it nobody claimed; 0 on time
     */
    record Due(long slot, long passed) {}

    /**
     * What is due at a moment if every slot before {@code next} is settled; null if nothing is.
     */
    @Nullable
    Due dueAt(long next, long epochNanos) {
        long newest = plan.slotAtOrBefore(epochNanos);
        return newest < next ? null : new Due(newest, newest - next);
    }

    /** The first slot of a check that starts at this moment: slots before are not its own. */
    long firstSlot(long startEpochNanos) {
        return plan.slotAfter(startEpochNanos);
    }
}
