package dev.sonde.collector.slo;

import dev.sonde.contract.check.CheckName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service-level objective on one check: the share of its runs that must be good over a rolling period. Immutable;
 * decimals are kept as written, so 1 - 0.999 is exactly 0.001.
 *
 * @param name unique in a configuration
 * @param objective above 0 and below 1
 * @param threshold a run over it is bad too; null judges availability alone
 * @param window the period of the budget, rolling
 * @param rules distinct; may be empty, then the SLO is shown and never told
 * @param badFloor least bad slots in a rule's long window for it to fire, at least 1
 * @param minCoverage below it the SLI is NO_DATA; 0 to 1
 */
public record Slo(
        String name,
        CheckName check,
        BigDecimal objective,
        @Nullable Duration threshold,
        Duration window,
        List<BurnRule> rules,
        int badFloor,
        BigDecimal minCoverage) {
    public static final Duration DEFAULT_WINDOW = Duration.ofDays(30);
    public static final int DEFAULT_BAD_FLOOR = 2;
    public static final BigDecimal DEFAULT_MIN_COVERAGE = new BigDecimal("0.5");

    public Slo {
        if (objective.signum() <= 0 || objective.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException("objective: " + objective + " (expected: above 0 and below 1)");
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window: " + window + " (expected: above 0)");
        }
        if (threshold != null && (threshold.isNegative() || threshold.isZero())) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: above 0)");
        }
        if (badFloor < 1) {
            throw new IllegalArgumentException("bad floor: " + badFloor + " (expected: at least 1)");
        }
        if (minCoverage.signum() < 0 || minCoverage.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("coverage: " + minCoverage + " (expected: 0 to 1)");
        }
        rules = List.copyOf(rules);
        Set<BurnRule> distinct = new HashSet<>(rules);
        if (distinct.size() != rules.size()) {
            throw new IllegalArgumentException("rules: one is written twice (expected: distinct rules)");
        }
    }

    /** An SLO with the default rules, floor and coverage. */
    public static Slo of(
            String name, CheckName check, BigDecimal objective, @Nullable Duration threshold, Duration window) {
        return new Slo(
                name, check, objective, threshold, window, BurnRule.DEFAULTS, DEFAULT_BAD_FLOOR, DEFAULT_MIN_COVERAGE);
    }

    /** The share of runs that may be bad: exactly 1 - objective. */
    public BigDecimal errorBudget() {
        return BigDecimal.ONE.subtract(objective);
    }

    /** The error budget of the period as time: the share times the window, rounded down to the nanosecond. */
    public Duration budgetTime() {
        return Nanos.toDuration(errorBudget().multiply(Nanos.of(window)));
    }
}
