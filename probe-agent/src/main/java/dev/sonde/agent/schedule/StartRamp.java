package dev.sonde.agent.schedule;

import dev.sonde.contract.check.Plan;
import java.time.Duration;
import java.util.Collection;

/**
 * Spreads the first runs of checks that start together, because a cold process measures badly: up to
 * {@link #FREE_RUNS_PER_SECOND} begin at once, more begin one after the other within at most {@link #LONGEST}. Slots
 * before a check's begin are not its own. Pure.
 *
 * @param length from the first check's begin to the last one's
 * @param checks how many start
 */
public record StartRamp(Duration length, int checks) {
    static final double FREE_RUNS_PER_SECOND = 100;
    static final Duration LONGEST = Duration.ofSeconds(10);
    private static final double NANOS_PER_SECOND = 1e9;

    /** The ramp for checks with these plans. */
    public static StartRamp of(Collection<Plan> plans) {
        double runsPerSecond = plans.stream()
                .mapToDouble(plan -> NANOS_PER_SECOND / plan.intervalNanos())
                .sum();
        double seconds = runsPerSecond <= FREE_RUNS_PER_SECOND ? 0 : runsPerSecond / FREE_RUNS_PER_SECOND;
        long nanos = Math.min((long) (seconds * NANOS_PER_SECOND), LONGEST.toNanos());
        return new StartRamp(Duration.ofNanos(nanos), plans.size());
    }

    /** How long after the others' common start check number {@code index} begins, in nanoseconds. */
    public long delayNanos(int index) {
        return checks == 0 ? 0 : length.toNanos() / checks * index;
    }
}
