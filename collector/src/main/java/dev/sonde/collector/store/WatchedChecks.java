package dev.sonde.collector.store;

import dev.sonde.collector.slots.ExcludedTimes;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.contract.check.CheckName;
import java.time.Duration;
import java.util.Map;

/**
 * What the store is to remember. Immutable.
 *
 * @param longestWindow the longest window that slots will be counted over
 * @param excluded times that do not count
 */
public record WatchedChecks(Map<CheckName, WatchedCheck> checks, Duration longestWindow, ExcludedTimes excluded) {
    public WatchedChecks {
        checks = Map.copyOf(checks);
    }
}
