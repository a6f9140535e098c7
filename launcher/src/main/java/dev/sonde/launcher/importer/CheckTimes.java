package dev.sonde.launcher.importer;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.yaml.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Intervals, timeouts and limits of other monitors within the ranges of ours. Pure. */
final class CheckTimes {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private CheckTimes() {}

    /** A key's duration; null if there is none or it cannot be read, which is noted. */
    static @Nullable Duration of(Part part, String key) {
        String text = part.text(key);
        if (text == null || text.isEmpty()) {
            return null;
        }
        Duration read = GoDuration.parse(text);
        if (read == null) {
            part.lost(key, text + " is no duration");
        }
        return read;
    }

    /** As an interval of ours. */
    static String interval(Duration duration) {
        return written(duration, Plan.MIN_INTERVAL, Plan.MAX_INTERVAL);
    }

    /** As a timeout or limit of ours. */
    static String timeout(Duration duration) {
        return written(duration, MIN_TIMEOUT, LONGEST);
    }

    /** As a limit of ours on what a run or a phase takes. */
    static String limit(Duration duration) {
        return written(duration, Duration.ofMillis(1), LONGEST);
    }

    private static String written(Duration duration, Duration least, Duration most) {
        Duration within = duration.compareTo(least) < 0 ? least : duration.compareTo(most) > 0 ? most : duration;
        return Durations.format(within);
    }
}
