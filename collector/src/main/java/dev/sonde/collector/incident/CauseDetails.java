package dev.sonde.collector.incident;

import dev.sonde.contract.check.Location;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a cause says of itself, as far as the last round knew. Immutable. */
public sealed interface CauseDetails {
    /** The word in JSON and webhooks. */
    String kind();

    /**
     * A burn-rate rule of an SLO.
     *
     * @param objective 0 to 1, as written
     * @param threshold null for availability
     * @param factor burn rate above which the rule fires
     * @param sli null for NO_DATA
     * @param budgetRemaining share of the period's budget; negative when overspent
     * @param burnRates by window
     */
    record BurnRate(
            String slo,
            BigDecimal objective,
            @Nullable Duration threshold,
            Duration longWindow,
            Duration shortWindow,
            double factor,
            @Nullable Double sli,
            double budgetRemaining,
            SortedMap<Duration, Double> burnRates)
            implements CauseDetails {
        public BurnRate {
            burnRates = Collections.unmodifiableSortedMap(new TreeMap<>(burnRates));
        }

        @Override
        public String kind() {
            return "burn_rate";
        }
    }

    /**
     * Too many bad slots in a row.
     *
     * @param locations where the check is down, each with the planned time of its first bad slot; after the cause has
     *     ended, where it was down last
     * @param slots how many in a row bring a location down
     */
    record HardDown(SortedMap<Location, Instant> locations, int slots) implements CauseDetails {
        public HardDown {
            locations = Collections.unmodifiableSortedMap(new TreeMap<>(locations));
        }

        @Override
        public String kind() {
            return "hard_down";
        }
    }

    /**
     * A certificate about to expire, or expired.
     *
     * @param expiry the earliest that a location reported last
     * @param locations that reported it
     * @param warn how long before
     */
    record Certificate(Instant expiry, SortedSet<Location> locations, Duration warn) implements CauseDetails {
        public Certificate {
            locations = Collections.unmodifiableSortedSet(new TreeSet<>(locations));
        }

        @Override
        public String kind() {
            return "certificate";
        }
    }
}
