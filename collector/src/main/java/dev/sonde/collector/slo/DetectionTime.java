package dev.sonde.collector.slo;

import dev.sonde.contract.check.Confirm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long after its beginning a full outage is told at the latest, if agents and collector are connected. A rule needs
 * {@code k = max(floor, floor(f * e * long * L / interval) + 1)} bad slots, which L locations deliver in ceil(k / L)
 * intervals; the last of them takes its timeout, with {@code confirm} that of the confirming run besides, and reporting and
 * judging at most 2 s. The figures hold for intervals
 * that divide the windows; others may need one interval more. Pure; any thread.
 */
public final class DetectionTime {
    private static final Duration REPORTING = Duration.ofSeconds(2);

    private DetectionTime() {}

    /**
     * How long after its planned time a bad slot counts for a page at the latest.
     *
     * @param confirm null if failures are not confirmed
     */
    public static Duration untilItCounts(Duration timeout, @Nullable Confirm confirm) {
        return confirm == null ? timeout : timeout.plus(confirm.delay()).plus(timeout);
    }

    /** By one rule; null if the rule is off or its factor cannot be reached. */
    public static @Nullable Duration byRule(
            Slo slo, BurnRule rule, Duration interval, Duration timeout, @Nullable Confirm confirm, int locations) {
        BurnLimit limit = new BurnLimit(slo, rule);
        if (limit.isOutOfReach() || !BurnLimit.isOn(slo, rule, interval, locations)) {
            return null;
        }
        Confirm awaited = rule.severity() == Severity.PAGE ? confirm : null; // a ticket is never held
        return after(badSlots(slo, limit, interval, locations), interval, untilItCounts(timeout, awaited), locations);
    }

    /** How many bad slots in a full outage make the rule fire. */
    static long badSlots(Slo slo, BurnLimit limit, Duration interval, int locations) {
        BigDecimal reached = limit.outageNanos()
                .multiply(BigDecimal.valueOf(locations))
                .divide(Nanos.of(interval), 0, RoundingMode.FLOOR);
        return Math.max(slo.badFloor(), reached.longValueExact() + 1);
    }

    /** By hard down: every location is down after so many slots; null when it is off. */
    public static @Nullable Duration byHardDown(
            int inRow, Duration interval, Duration timeout, @Nullable Confirm confirm) {
        return inRow == 0 ? null : after(inRow, interval, untilItCounts(timeout, confirm), 1);
    }

    /** By the quickest page of a check; null if nothing pages. */
    public static @Nullable Duration ofPage(
            List<Slo> slos,
            int hardDown,
            Duration interval,
            Duration timeout,
            @Nullable Confirm confirm,
            int locations) {
        Duration quickest = byHardDown(hardDown, interval, timeout, confirm);
        for (Slo slo : slos) {
            for (BurnRule rule : slo.rules()) {
                Duration each = rule.severity() == Severity.PAGE
                        ? byRule(slo, rule, interval, timeout, confirm, locations)
                        : null;
                if (each != null && (quickest == null || each.compareTo(quickest) < 0)) {
                    quickest = each;
                }
            }
        }
        return quickest;
    }

    private static Duration after(long badSlots, Duration interval, Duration untilItCounts, int locations) {
        long intervals = Math.floorDiv(badSlots + locations - 1, locations);
        return interval.multipliedBy(intervals).plus(untilItCounts).plus(REPORTING);
    }
}
