package dev.sonde.collector.slo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What hard down remembers of one check at one location between rounds. Immutable.
 *
 * @param cursor planned time of the last slot that counted, good or bad; nothing up to it is looked at again
 * @param badInRow bad slots since the last good one, unknown and excluded ones left out
 * @param goodInRow good slots since the last bad one, likewise
 * @param firstBad planned time of the first of the bad slots in a row; null when there is none
 * @param since planned time of the first of the bad slots that brought it down; null when it is up
 */
public record HardDownState(
        Instant cursor,
        int badInRow,
        int goodInRow,
        @Nullable Instant firstBad,
        @Nullable Instant since) {
    /** Nothing seen before this time, and up. */
    public static HardDownState from(Instant cursor) {
        return new HardDownState(cursor, 0, 0, null, null);
    }

    /** Whether the location is down. */
    public boolean isDown() {
        return since != null;
    }
}
