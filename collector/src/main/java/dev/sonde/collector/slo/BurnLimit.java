package dev.sonde.collector.slo;

import dev.sonde.collector.slots.SlotCounts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/**
 * A rule's burn factor on an SLO, compared without rounding. With e the error budget, W the period and p the share,
 * burn = (bad / slots) / e exceeds the factor p * W / long exactly when {@code bad * long > p * W * e * slots}: whole
 * numbers times decimals, no division. Immutable.
 */
final class BurnLimit {
    private final BigDecimal longNanos;
    private final BigDecimal budgetNanosPerSlot;
    private final BigDecimal factorTimesLong;

    BurnLimit(Slo slo, BurnRule rule) {
        longNanos = Nanos.of(rule.longWindow());
        factorTimesLong = rule.share().multiply(Nanos.of(slo.window()));
        budgetNanosPerSlot = factorTimesLong.multiply(slo.errorBudget());
    }

    /** Whether so many bad slots among these burn faster than the factor; never among none. */
    boolean isExceeded(long bad, long slots) {
        return slots > 0
                && BigDecimal.valueOf(bad)
                                .multiply(longNanos)
                                .compareTo(BigDecimal.valueOf(slots).multiply(budgetNanosPerSlot))
                        > 0;
    }

    /** Whether the bad slots of the window do. */
    boolean isExceeded(SlotCounts window) {
        return isExceeded(window.bad(), window.expected());
    }

    /** The time of full outage in a long window that reaches the factor: {@code f * e * long}. */
    BigDecimal outageNanos() {
        return budgetNanosPerSlot;
    }

    /** Whether even nothing but bad slots would not exceed the factor. */
    boolean isOutOfReach() {
        return budgetNanosPerSlot.compareTo(longNanos) >= 0;
    }

    /** For display: p * W / long, to 16 digits, which fit into one machine word. */
    BigDecimal factor() {
        return factorTimesLong.divide(longNanos, MathContext.DECIMAL64).stripTrailingZeros();
    }

    /** Whether a rule can work: its long window lies within the period and holds at least 2 x floor slots. */
    static boolean isOn(Slo slo, BurnRule rule, Duration interval, int locations) {
        return rule.longWindow().compareTo(slo.window()) <= 0 && !holdsTooFew(slo, rule, interval, locations);
    }

    static boolean holdsTooFew(Slo slo, BurnRule rule, Duration interval, int locations) {
        BigDecimal slots = Nanos.of(rule.longWindow()).multiply(BigDecimal.valueOf(locations));
        BigDecimal least = Nanos.of(interval).multiply(BigDecimal.valueOf(2L * slo.badFloor()));
        return slots.compareTo(least) < 0;
    }
}
