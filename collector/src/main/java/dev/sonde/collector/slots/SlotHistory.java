package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The slots of one check as they followed each other. Asked on the thread that runs the evaluation round. */
public interface SlotHistory {
    /** Locations where the check's plan has begun and not ended. */
    SortedSet<Location> locations();

    /**
     * Own outcomes at a location in order of n, planned after a cursor and before the first pending slot: a pending slot
     * is waited for. The last run's lastPlanned is the next cursor.
     */
    List<SlotRun> settledAfter(Location location, Instant cursor);

    /** Planned time of the newest slot that is bad by its own outcome or any limit; null when there is none. */
    @Nullable
    Instant lastBad();

    /**
     * How long the check has been quiet: the time that settled good slots (by own outcome and every limit) cover since
     * the last bad one, at the location that covers most. Silence and pending slots add nothing.
     */
    Duration quiet();
}
