package dev.sonde.collector.latency;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Port: what the past says about response times. Blocks on the disk; call it on a worker, from any number of threads.
 */
public interface LatencyHistory {
    /**
     * Merged latencies of the runs planned in a range. The range is widened to whole minutes, or whole hours where only
     * those are kept any more; the answer says what it covers.
     *
     * @param location null merges all locations
     * @param from inclusive
     * @param to exclusive, after from
     */
    LatencyRange read(CheckName check, @Nullable Location location, Instant from, Instant to);
}
