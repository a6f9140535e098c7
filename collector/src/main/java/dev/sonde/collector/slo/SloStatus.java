package dev.sonde.collector.slo;

import dev.sonde.collector.slots.SlotCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one SLO after a round. Ratios are for display and metrics; rules were decided on exact numbers.
 * Immutable.
 *
 * @param at the instant of the round, the end of every window
 * @param period the slots of the whole period
 * @param noData nothing settled, or coverage below the SLO's least: there is no SLI, neither 0 nor 1
 * @param budgetRemaining share of the period's error budget that is left; negative when overspent
 * @param burnRates burn rate by window, every window that a rule which is on uses, and 6 h
 * @param rules one per rule of the SLO, in its order
 * @param timeToExhaustion when the budget is gone at the burn rate of the last 6 h; zero when it is gone, null when it
 *     is not burning
 */
public record SloStatus(
        Slo slo,
        Instant at,
        SlotCounts period,
        boolean noData,
        double budgetRemaining,
        SortedMap<Duration, Double> burnRates,
        List<RuleStatus> rules,
        @Nullable Duration timeToExhaustion) {
    public SloStatus {
        burnRates = Collections.unmodifiableSortedMap(new TreeMap<>(burnRates));
        rules = List.copyOf(rules);
    }

    /**
     * Whether there is data and no rule fires, is held back or is near its limit. A rule is far from it while one of its
     * windows burns at most half as fast as it may: how many slots a window holds varies by one for each location.
     */
    boolean isCalm() {
        return !noData && rules.stream().allMatch(this::isFarFromFiring);
    }

    private boolean isFarFromFiring(RuleStatus status) {
        if (status.state().firing() || status.held()) {
            return false;
        }
        double slower = Math.min(
                burnRates.getOrDefault(status.rule().longWindow(), 0.0),
                burnRates.getOrDefault(status.shortWindow(), 0.0));
        return !status.on() || slower <= status.factor().doubleValue() / 2;
    }

    /** good / (good + bad), 0 to 1; empty for NO_DATA. */
    public OptionalDouble sli() {
        return noData ? OptionalDouble.empty() : OptionalDouble.of((double) period.good() / period.valid());
    }

    /** (good + bad) / (good + bad + unknown), 0 to 1; empty while nothing has settled. */
    public OptionalDouble coverage() {
        long settled = period.valid() + period.unknown();
        return settled == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) period.valid() / settled);
    }

    /** Whether the SLI reaches the objective, compared exactly; null for NO_DATA. */
    public @Nullable Boolean isMet() {
        return noData
                ? null
                : BigDecimal.valueOf(period.good())
                                .compareTo(slo.objective().multiply(BigDecimal.valueOf(period.valid())))
                        >= 0;
    }
}
