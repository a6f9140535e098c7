package dev.sonde.contract.check;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One check as the operator wrote it, defaults applied, secrets unresolved. Immutable; equal when written equal.
 *
 * @param name unique in a configuration
 * @param service what it belongs to; null when not said
 * @param owner who answers for it; null when not said
 * @param purpose why it matters, for the person woken; null when not said
 * @param runbook URL of the page that helps; null when not said
 * @param priority a name of the response policy
 * @param labels carried to metrics and webhooks
 * @param interval between planned runs, 100 ms to 1 d
 * @param timeout of one run, from its actual start to the last byte; above 0, at most 1 d
 * @param locations where it runs; empty means every location
 * @param hardDown consecutive bad slots that page; 0 is off
 * @param certificateWarn a ticket when the certificate has less time left; zero is off
 * @param target what is probed and what is expected of it
 * @param conduct how its runs are conducted
 */
public record Check(
        CheckName name,
        @Nullable String service,
        @Nullable String owner,
        @Nullable String purpose,
        @Nullable String runbook,
        String priority,
        SortedMap<String, String> labels,
        Duration interval,
        Duration timeout,
        SortedSet<Location> locations,
        int hardDown,
        Duration certificateWarn,
        Target target,
        Conduct conduct) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    public static final int DEFAULT_HARD_DOWN = 3;
    public static final Duration DEFAULT_CERTIFICATE_WARN = Duration.ofDays(21);
    public static final String DEFAULT_PRIORITY = "normal";

    public Check {
        labels = labels.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        locations = locations.isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(locations));
        if (interval.compareTo(Plan.MIN_INTERVAL) < 0 || interval.compareTo(Plan.MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException("interval: " + interval + " (expected: 100ms to 1d)");
        }
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(Plan.MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: above 0, at most 1d)");
        }
        if (hardDown < 0) {
            throw new IllegalArgumentException("hard down: " + hardDown + " (expected: 0 or more)");
        }
        if (certificateWarn.isNegative()) {
            throw new IllegalArgumentException("certificate warning: " + certificateWarn + " (expected: 0 or more)");
        }
    }

    /** A check with the defaults for all that is not said. */
    public static CheckBuilder builder(CheckName name, Target target) {
        return new CheckBuilder(name, target);
    }

    /** A check with the defaults for all that need not be said. */
    public static Check of(CheckName name, Duration interval, Duration timeout, Target target) {
        return builder(name, target).interval(interval).timeout(timeout).build();
    }

    /** The same, to be changed. */
    public CheckBuilder toBuilder() {
        return new CheckBuilder(this);
    }

    /** When its runs are due at a location. */
    public Plan planAt(Location location) {
        LocalTime at = conduct.at();
        return at == null ? Plan.of(name, location, interval, timeout) : Plan.anchoredAt(at, interval, timeout);
    }

    /** Whether it is to run at this location. */
    public boolean runsAt(Location location) {
        return locations.isEmpty() || locations.contains(location);
    }
}
