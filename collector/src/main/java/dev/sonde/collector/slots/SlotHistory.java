package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;

/** The slots of one check as they followed each other. Asked on the thread that runs the evaluation round. */
public interface SlotHistory {
    /** Locations where the check's plan has begun and not ended. */
    SortedSet<Location> locations();

    /**
     * Own outcomes at a location in order of n, planned after a cursor and before the first pending slot: a pending slot
     * is waited for. The last run's lastPlanned is the next cursor.
     */
    List<SlotRun> settledAfter(Location location, Instant cursor);
}
