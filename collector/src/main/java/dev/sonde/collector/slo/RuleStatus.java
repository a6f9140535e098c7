package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * One burn-rate rule after a round. Immutable.
 *
 * @param rule as configured
 * @param shortWindow as used, never below the check's interval
 * @param factor the burn rate above which it fires, for display; comparisons are exact
 * @param on false when the long window holds too few slots or exceeds the period: such a rule never fires
 * @param held whether it would have begun to fire, had confirming runs not refuted every failure of its short window
 */
public record RuleStatus(
        BurnRule rule, Duration shortWindow, BigDecimal factor, boolean on, RuleState state, boolean held) {
    /** A rule that nothing holds. */
    public RuleStatus(BurnRule rule, Duration shortWindow, BigDecimal factor, boolean on, RuleState state) {
        this(rule, shortWindow, factor, on, state, false);
    }
}
