package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed of a line of latencies since it was last taken, for one transaction. Each value replaces what was stored.
 *
 * @param rolledBeforeHour minutes before this hour of the Unix epoch are in hours and totals
 * @param open minutes that still change, and late additions that are put where they belong all at once
 * @param minutes closed ones that changed
 * @param hours that changed
 * @param totals null when unchanged
 */
public record UnsavedLatency(
        CheckName check,
        Location location,
        long rolledBeforeHour,
        List<StoredMinute> open,
        List<StoredMinute> minutes,
        SortedMap<Long, LatencyTotals> hours,
        @Nullable LatencyTotals totals) {}
