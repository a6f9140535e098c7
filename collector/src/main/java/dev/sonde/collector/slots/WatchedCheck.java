package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the ledger must know of a configured check.
 *
 * @param limits distinct latency limits somebody asks about, ascending
 * @param locations where it is meant to run
 */
public record WatchedCheck(List<Duration> limits, Set<Location> locations) {
    public WatchedCheck {
        limits = limits.stream().distinct().sorted().toList();
        locations = Set.copyOf(locations);
    }
}
