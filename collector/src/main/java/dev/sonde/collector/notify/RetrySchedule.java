package dev.sonde.collector.notify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a message that was not accepted is tried again: after 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each up
 * to a tenth longer by chance, so that receivers are not hit in step. A message that is older than all of these together
 * is given up. Attempts out of turn, because a newer message woke the queue, do not use the schedule up: the delay never
 * exceeds the one that the message's age has reached. Pure.
 */
final class RetrySchedule {
    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** A message of this age is not tried again. */
    static final Duration WHOLE = DELAYS.stream().reduce(Duration.ZERO, Duration::plus);

    private static final double JITTER = 0.1;

    private RetrySchedule() {}

    /**
     * How long to wait after a failed attempt; null to give up.
     *
     * @param attempts so far, at least 1
     * @param age of the message
     * @param chance 0 (inclusive) to 1 (exclusive)
     */
    static @Nullable Duration delayAfter(int attempts, Duration age, double chance) {
        if (age.compareTo(WHOLE) >= 0) {
            return null;
        }
        int reached = 0;
        Duration at = DELAYS.get(0);
        while (at.compareTo(age) <= 0) {
            reached++;
            at = at.plus(DELAYS.get(reached));
        }
        Duration delay = DELAYS.get(Math.min(attempts - 1, reached));
        return delay.plusMillis(Math.round(delay.toMillis() * JITTER * chance));
    }
}
