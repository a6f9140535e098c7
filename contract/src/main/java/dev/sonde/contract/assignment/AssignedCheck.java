package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Check;
import java.time.Duration;
import java.util.List;

/**
 * A check with the latency thresholds that somebody asks about. The agent judges each run exactly against every limit
 * without knowing what the limit is for.
 *
 * @param limits distinct, ascending, above 0
 */
public record AssignedCheck(Check check, List<Duration> limits) {
    public AssignedCheck {
        limits = limits.stream().distinct().sorted().toList();
        if (!limits.isEmpty() && (limits.get(0).isZero() || limits.get(0).isNegative())) {
            throw new IllegalArgumentException("limit: " + limits.get(0) + " (expected: above 0)");
        }
    }
}
