package dev.sonde.contract.check;

import java.time.Duration;

/**
 * One more run after a failure, by the same agent. It never changes the failed slot; it may hold back a page. Immutable.
 *
 * @param delay from the end of the failed run to the start of the confirming one; 0 to {@link #MAX_DELAY}
 */
public record Confirm(Duration delay) {
    public static final Duration MAX_DELAY = Duration.ofMinutes(1);

    public Confirm {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: 0 to 1m)");
        }
    }
}
