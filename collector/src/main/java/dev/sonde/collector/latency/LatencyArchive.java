package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: the latencies that are at rest, of one check at one location each. Minutes and hours are counted on the Unix epoch.
 * Blocks on the disk; called by the ledger on its own thread.
 */
public interface LatencyArchive {
    /** What is stored, with closed minutes from one on; null when nothing is. */
    @Nullable
    Stored load(CheckName check, Location location, long fromMinute);

    /** How far the hours of a line are summed up; empty lines have 0. */
    long rolledBeforeHour(CheckName check, Location location);

    /** A closed minute; {@link LatencyTotals#NONE} when it is not stored. */
    LatencyTotals minute(CheckName check, Location location, long minute);

    /** An hour; {@link LatencyTotals#NONE} when it is not stored. */
    LatencyTotals hour(CheckName check, Location location, long hour);

    /** All hours ever summed up. */
    LatencyTotals totals(CheckName check, Location location);

    /**
     * What is stored of a line.
     *
     * @param totals every minute before {@code rolledBeforeHour}, but for what is open
     * @param open minutes to be added to what is stored of them, in order
     * @param minutes closed ones, in order
     */
    record Stored(LatencyTotals totals, long rolledBeforeHour, List<StoredMinute> open, List<StoredMinute> minutes) {}
}
