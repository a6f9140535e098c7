package dev.sonde.collector.slo;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is known of a check's certificate. Immutable.
 *
 * @param expiry the earliest that any location reported last
 * @param locations that reported it
 * @param warn how long before the expiry a ticket is due
 * @param due whether a ticket is
 */
public record CertificateStatus(Instant expiry, SortedSet<Location> locations, Duration warn, boolean due) {
    public CertificateStatus {
        locations = Collections.unmodifiableSortedSet(new TreeSet<>(locations));
    }
}
