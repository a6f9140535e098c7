package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Instant;

/**
 * Bad slots that do not count towards a page: those whose failure a confirming run has refuted, and those whose confirming
 * run is still awaited. They stay bad for everything else. Asked on the thread that runs the evaluation round.
 */
public interface HeldSlots {
    /** No check confirms. */
    HeldSlots NONE = new HeldSlots() {
        @Override
        public State of(Location location, Instant planned) {
            return State.COUNTS;
        }

        @Override
        public boolean any(Location location, Instant fromInclusive, Instant toInclusive) {
            return false;
        }

        @Override
        public long badIn(Instant fromExclusive, Instant toInclusive) {
            return 0;
        }
    };

    /** What a confirming run makes of a bad slot. */
    enum State {
        /** It failed too, there was none, or nobody knows how it ended. */
        COUNTS,
        /** It is awaited, but not for ever. */
        AWAITED,
        /** It succeeded. */
        REFUTED
    }

    /** Of the slot planned then, if it is bad. */
    State of(Location location, Instant planned);

    /** Whether any slot planned in this stretch does not count. */
    boolean any(Location location, Instant fromInclusive, Instant toInclusive);

    /** Bad slots planned in (from, to] that do not count, all locations together. */
    long badIn(Instant fromExclusive, Instant toInclusive);
}
