package dev.sonde.contract.series;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Upper bounds of classic histogram buckets, ascending, without the bucket {@code +Inf} that always follows. They are part
 * of what is promised: a changed bound breaks stored series.
 */
public final class BucketBounds {
    /** Of response times: eleven, twelve with {@code +Inf}. */
    public static final List<Duration> RESPONSE_TIME =
            ofMillis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

    /** Of schedule delay and event-loop lag. */
    public static final List<Duration> DELAY = ofMillis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);

    private BucketBounds() {}

    private static List<Duration> ofMillis(Integer... millis) {
        return Stream.of(millis).map(Duration::ofMillis).toList();
    }
}
