package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * Fires when the budget burns faster than {@link #share} of it per long window, over the long window and over the short
 * one. The factor is {@code share * period / long}. Immutable; exact decimals.
 *
 * @param longWindow positive
 * @param shortWindow positive, at most the long window; a check whose interval is longer uses its interval
 * @param share of the period's budget burnt in one long window, above 0
 */
public record BurnRule(Severity severity, Duration longWindow, Duration shortWindow, BigDecimal share) {
    /** The rules of an SLO that names none. */
    public static final List<BurnRule> DEFAULTS = List.of(
            new BurnRule(Severity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), new BigDecimal("0.02")),
            new BurnRule(Severity.PAGE, Duration.ofHours(6), Duration.ofMinutes(30), new BigDecimal("0.05")),
            new BurnRule(Severity.TICKET, Duration.ofDays(1), Duration.ofHours(2), new BigDecimal("0.10")),
            new BurnRule(Severity.TICKET, Duration.ofDays(3), Duration.ofHours(6), new BigDecimal("0.10")));

    public BurnRule {
        if (longWindow.isNegative() || longWindow.isZero()) {
            throw new IllegalArgumentException("long window: " + longWindow + " (expected: above 0)");
        }
        if (shortWindow.isNegative() || shortWindow.isZero() || shortWindow.compareTo(longWindow) > 0) {
            throw new IllegalArgumentException("short window: " + shortWindow
                    + " (expected: above 0, at most the long window " + longWindow + ")");
        }
        if (share.signum() <= 0) {
            throw new IllegalArgumentException("share: " + share + " (expected: above 0)");
        }
        share = share.stripTrailingZeros();
    }

    /** The short window as used for a check with this interval. */
    public Duration shortWindow(Duration interval) {
        return shortWindow.compareTo(interval) >= 0 ? shortWindow : interval;
    }
}
