package dev.sonde.collector.slo;

import dev.sonde.contract.check.Confirm;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of an SLO can never work as written, said when it is written, with the figures. Pure; any thread.
 */
public final class Feasibility {
    private static final MathContext SHOWN = new MathContext(6);

    private Feasibility() {}

    /**
     * One line per finding, none when all is well.
     *
     * @param interval of the check
     * @param timeout of the check
     * @param confirm of the check; null if its failures are not confirmed
     * @param locations at which it runs, at least 1
     */
    public static List<String> warnings(
            Slo slo, Duration interval, Duration timeout, @Nullable Confirm confirm, int locations) {
        List<String> warnings = new ArrayList<>();
        int off = 0;
        for (BurnRule rule : slo.rules()) {
            BurnLimit limit = new BurnLimit(slo, rule);
            if (rule.longWindow().compareTo(slo.window()) > 0) {
                off++;
                warnings.add(name(rule) + " is off: its long window " + DurationText.of(rule.longWindow())
                        + " exceeds the period " + DurationText.of(slo.window()));
            } else if (BurnLimit.holdsTooFew(slo, rule, interval, locations)) {
                off++;
                warnings.add(name(rule) + " is off: interval too coarse, " + DurationText.of(rule.longWindow())
                        + " holds " + number(slots(rule.longWindow(), interval, locations)) + " slots of "
                        + DurationText.of(interval) + at(locations) + " (expected: at least " + 2L * slo.badFloor()
                        + ", twice the bad floor)");
            } else {
                ruleWarnings(slo, rule, limit, interval, timeout, confirm, locations, warnings);
            }
        }
        if (!slo.rules().isEmpty() && off == slo.rules().size()) {
            warnings.add("no rule is on: nobody is told when the objective is missed");
        }
        budgetWarning(slo, interval, locations, warnings);
        return warnings;
    }

    private static void ruleWarnings(
            Slo slo,
            BurnRule rule,
            BurnLimit limit,
            Duration interval,
            Duration timeout,
            @Nullable Confirm confirm,
            int locations,
            List<String> warnings) {
        if (limit.isOutOfReach()) {
            warnings.add(name(rule) + " can never fire: its factor " + number(limit.factor())
                    + " is not below the highest burn rate " + number(highestBurn(slo)) + " of the objective "
                    + percent(slo.objective()) + " (expected: an objective above "
                    + percent(BigDecimal.ONE.subtract(BigDecimal.ONE.divide(limit.factor(), MathContext.DECIMAL128)))
                    + ", or a smaller share)");
            return;
        }
        if (slo.badFloor() == 1 && DetectionTime.badSlots(slo, limit, interval, locations) == 1) {
            warnings.add(name(rule) + ": one failure " + verb(rule) + ", a single bad slot of "
                    + DurationText.of(interval) + at(locations) + " burns "
                    + number(highestBurn(slo)
                            .divide(slots(rule.longWindow(), interval, locations), MathContext.DECIMAL128))
                    + " over " + DurationText.of(rule.longWindow()) + ", above the factor "
                    + number(limit.factor()) + " (expected: a bad floor of at least 2, or an interval of at most "
                    + DurationText.of(Nanos.toDuration(limit.outageNanos().multiply(BigDecimal.valueOf(locations))))
                    + ")");
        }
        Duration shortWindow = rule.shortWindow(interval);
        if (timeout.compareTo(shortWindow) >= 0) {
            warnings.add(name(rule) + " can miss an outage: the timeout " + DurationText.of(timeout)
                    + " is not below the short window " + DurationText.of(shortWindow)
                    + ", whose slots are then still running");
        } else if (rule.severity() == Severity.PAGE
                && DetectionTime.untilItCounts(timeout, confirm).compareTo(shortWindow) >= 0) {
            warnings.add(name(rule) + " can miss an outage: run and confirming run take up to "
                    + DurationText.of(DetectionTime.untilItCounts(timeout, confirm)) + ", not below the short window "
                    + DurationText.of(shortWindow) + ", whose slots are then still held back");
        } else if (interval.compareTo(rule.shortWindow()) > 0) {
            warnings.add(name(rule) + ": interval too coarse, the short window "
                    + DurationText.of(rule.shortWindow()) + " is below the interval and becomes "
                    + DurationText.of(interval));
        }
    }

    private static void budgetWarning(Slo slo, Duration interval, int locations, List<String> warnings) {
        BigDecimal budgetSlots = slo.errorBudget().multiply(slots(slo.window(), interval, locations));
        if (budgetSlots.compareTo(BigDecimal.ONE) < 0) {
            warnings.add("interval too coarse: the budget of " + percent(slo.objective()) + " over "
                    + DurationText.of(slo.window()) + " is " + number(budgetSlots) + " slots of "
                    + DurationText.of(interval) + at(locations) + ", so one failure overspends it");
        }
    }

    private static BigDecimal highestBurn(Slo slo) {
        return BigDecimal.ONE.divide(slo.errorBudget(), MathContext.DECIMAL128);
    }

    private static BigDecimal slots(Duration window, Duration interval, int locations) {
        return Nanos.of(window)
                .multiply(BigDecimal.valueOf(locations))
                .divide(Nanos.of(interval), MathContext.DECIMAL128);
    }

    private static String name(BurnRule rule) {
        return "rule " + rule.severity().label() + " " + DurationText.of(rule.longWindow()) + "/"
                + DurationText.of(rule.shortWindow());
    }

    private static String verb(BurnRule rule) {
        return switch (rule.severity()) {
            case PAGE -> "pages";
            case TICKET -> "raises a ticket";
        };
    }

    private static String at(int locations) {
        return " at " + locations + (locations == 1 ? " location" : " locations");
    }

    private static String percent(BigDecimal ratio) {
        return number(ratio.movePointRight(2)) + "%";
    }

    private static String number(BigDecimal number) {
        return number.round(SHOWN).stripTrailingZeros().toPlainString();
    }
}
