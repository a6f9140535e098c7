package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long after its beginning a full outage is told at the latest, if agents and collector are connected. A rule needs
 * {@code k = max(floor, floor(f * e * long * L / interval) + 1)} bad slots, which L locations deliver in ceil(k / L)
 * intervals; the last of them takes its timeout, and reporting and judging at most 2 s. The figures hold for intervals
 * that divide the windows; others may need one interval more. Pure; any thread.
 */
public final class DetectionTime {
    private static final Duration REPORTING = Duration.ofSeconds(2);

    private DetectionTime() {}

    /** By one rule; null if the rule is off or its factor cannot be reached. */
    public static @Nullable Duration byRule(
            Slo slo, BurnRule rule, Duration interval, Duration timeout, int locations) {
        BurnLimit limit = new BurnLimit(slo, rule);
        if (limit.isOutOfReach() || !BurnLimit.isOn(slo, rule, interval, locations)) {
            return null;
        }
        return after(badSlots(slo, limit, interval, locations), interval, timeout, locations);
    }

    /** How many bad slots in a full outage make the rule fire. */
    static long badSlots(Slo slo, BurnLimit limit, Duration interval, int locations) {
        BigDecimal reached = limit.outageNanos()
                .multiply(BigDecimal.valueOf(locations))
                .divide(Nanos.of(interval), 0, RoundingMode.FLOOR);
        return Math.max(slo.badFloor(), reached.longValueExact() + 1);
    }

    /** By hard down: every location is down after so many slots; null when it is off. */
    public static @Nullable Duration byHardDown(int inRow, Duration interval, Duration timeout) {
        return inRow == 0 ? null : after(inRow, interval, timeout, 1);
    }

    /** By the quickest page of a check; null if nothing pages. */
    public static @Nullable Duration ofPage(
            List<Slo> slos, int hardDown, Duration interval, Duration timeout, int locations) {
        Duration quickest = byHardDown(hardDown, interval, timeout);
        for (Slo slo : slos) {
            for (BurnRule rule : slo.rules()) {
                Duration each =
                        rule.severity() == Severity.PAGE ? byRule(slo, rule, interval, timeout, locations) : null;
                if (each != null && (quickest == null || each.compareTo(quickest) < 0)) {
                    quickest = each;
                }
            }
        }
        return quickest;
    }

    private static Duration after(long badSlots, Duration interval, Duration timeout, int locations) {
        long intervals = Math.floorDiv(badSlots + locations - 1, locations);
        return interval.multipliedBy(intervals).plus(timeout).plus(REPORTING);
    }
}
