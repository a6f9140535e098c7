package dev.sonde.collector.slots;

import dev.sonde.contract.result.SlotClass;

/**
 * How many slots of a window are in which class, summed over locations. Immutable.
 *
 * @param pending planned since their plan began and not settled yet: in no class
 * @param scheduled slots the schedule holds in the whole window, whether or not the agent spoke: the plans in force,
 *     the first one extended backwards; at least the sum of the others
 */
public record SlotCounts(long good, long bad, long unknown, long excluded, long pending, long scheduled) {
    public static final SlotCounts NONE = new SlotCounts(0, 0, 0, 0, 0, 0);

    /** Both together. */
    public SlotCounts plus(SlotCounts other) {
        return new SlotCounts(
                good + other.good,
                bad + other.bad,
                unknown + other.unknown,
                excluded + other.excluded,
                pending + other.pending,
                scheduled + other.scheduled);
    }

    /** Slots in a class. */
    public long of(SlotClass slotClass) {
        return switch (slotClass) {
            case GOOD -> good;
            case BAD -> bad;
            case UNKNOWN -> unknown;
            case EXCLUDED -> excluded;
        };
    }

    /** Slots about which the target's behaviour is known: the denominator of the SLI. */
    public long valid() {
        return good + bad;
    }

    /** Slots the schedule holds without the excluded ones: the denominator of burn. */
    public long expected() {
        return scheduled - excluded;
    }
}
