package dev.sonde.contract.check;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.time.Duration;

/**
 * A span of time that begins whenever a cron expression says so. Immutable; equal when written equal.
 *
 * @param cron minute, hour, day of month, month, day of week, as in Unix
 * @param length of each span in real time, so a night's span ends an hour earlier or later by the clock when clocks change;
 *     1 min to 7 d
 */
public record HoursWindow(String cron, Duration length) {
    public static final Duration MIN_LENGTH = Duration.ofMinutes(1);
    public static final Duration MAX_LENGTH = Duration.ofDays(7);

    public HoursWindow {
        parse(cron);
        if (length.compareTo(MIN_LENGTH) < 0 || length.compareTo(MAX_LENGTH) > 0) {
            throw new IllegalArgumentException("for: " + length + " (expected: 1m to 7d)");
        }
    }

    /** The expression read; IllegalArgumentException if it is none. */
    static Cron parse(String cron) {
        try {
            return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cron: '" + cron + "' (expected: minute, hour, day of month, month and day of week,"
                            + " such as 0 8 * * MON-FRI)",
                    e);
        }
    }
}
