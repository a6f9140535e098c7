package dev.sonde.launcher.importer;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.yaml.Durations;
import dev.sonde.contract.yaml.Place;
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

    /** As an interval of ours; one that is out of range is noted. */
    static String interval(Duration duration, Place place, Notes notes) {
        return noted("interval", duration, written(duration, Plan.MIN_INTERVAL, Plan.MAX_INTERVAL), place, notes);
    }

    /** As a timeout of ours; one that is out of range is noted. */
    static String timeout(Duration duration, Place place, Notes notes) {
        return noted("timeout", duration, written(duration, MIN_TIMEOUT, LONGEST), place, notes);
    }

    private static String noted(String what, Duration duration, String ours, Place place, Notes notes) {
        String theirs = Durations.format(duration);
        if (!theirs.equals(ours)) {
            notes.lost(place, what + " " + theirs, "the nearest that a check can have is " + ours);
        }
        return ours;
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
