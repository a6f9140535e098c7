package dev.sonde.agent.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: doubling from half a second to {@link #LONGEST}, each drawn between half and
 * the whole of it, so that agents do not come back together. Pure but for the draw.
 */
final class RetryDelay {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Waiting for a person: nothing gets better by asking often. */
    static final Duration BARRED = Duration.ofSeconds(30);

    /** A collector may ask for more patience than {@link #LONGEST}, but not for more than this. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final RandomGenerator random;
    private final long firstMillis;
    private final long longestMillis;
    private final long barredMillis;

    RetryDelay(RandomGenerator random) {
        this(random, FIRST, LONGEST, BARRED);
    }

    RetryDelay(RandomGenerator random, Duration first, Duration longest, Duration barred) {
        this.random = random;
        this.firstMillis = first.toMillis();
        this.longestMillis = longest.toMillis();
        this.barredMillis = barred.toMillis();
    }

    /**
     * After attempts that failed for the moment.
     *
     * @param failures in a row, at least 1
     * @param notBefore what the other side asked for; null if it did not say
     */
    Duration afterFailures(int failures, @Nullable Duration notBefore) {
        long doubled = firstMillis << Math.min(failures - 1, 16);
        Duration drawn = drawn(Math.min(doubled, longestMillis));
        if (notBefore == null || notBefore.compareTo(drawn) <= 0) {
            return drawn;
        }
        return notBefore.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : notBefore;
    }

    /** After an answer that only a person can change. */
    Duration whenBarred() {
        return drawn(barredMillis);
    }

    private Duration drawn(long millis) {
        return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    }
}
