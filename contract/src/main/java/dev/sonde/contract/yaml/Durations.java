package dev.sonde.contract.yaml;

import java.time.Duration;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as operators write them: a whole number and one unit, {@code 250ms 10s 5m 6h 30d}. Pure; any thread. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})(ms|s|m|h|d)");
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    private Durations() {}

    /** The duration, or null if the text is none; longer than ten thousand years counts as ten thousand years. */
    static @Nullable Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        long most = Duration.ofDays(3_652_425).toMillis();
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(matcher.group(2))) {
                return Duration.ofMillis(number > most / MILLIS[i] ? most : number * MILLIS[i]);
            }
        }
        return null;
    }

    /** Gives every unit with its length in milliseconds, from the largest down. */
    static void forEachUnit(ObjLongConsumer<String> unit) {
        for (int i = 0; i < UNITS.length; i++) {
            unit.accept(UNITS[i], MILLIS[i]);
        }
    }

    /** The shortest way to write it, in the largest unit that leaves no rest; finer than a millisecond is cut. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        for (int i = 0; i < UNITS.length; i++) {
            if (millis >= MILLIS[i] && millis % MILLIS[i] == 0) {
                return millis / MILLIS[i] + UNITS[i];
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }
}
