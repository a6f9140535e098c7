package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.ProbeHours;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/** How a check's runs are conducted: every key, described once. */
final class ConductKeys {
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final String PERCENT = "((0|[1-9][0-9]?)(\\.[0-9]{1,9})?|100(\\.0{1,9})?)%";
    private static final Pattern SHARE = Pattern.compile(PERCENT);

    static final Key<Duration> DELAY = Key.withDefault(
            "delay",
            Scalars.duration(Duration.ZERO, Confirm.MAX_DELAY),
            "0s",
            "from the end of the failed run to the start of the confirming one");
    static final Key<MappingView> CONFIRM = Key.optional(
            "confirm",
            Block.of("confirm", DELAY).orFalse(),
            "one more run, by the same agent, after each failure; it may hold back a page and never changes the failed slot;"
                    + " left out or `false`: none");

    static final Key<ZoneId> ZONE = Key.withDefault(
            "zone",
            Scalar.of("time zone", "a time zone such as Europe/Berlin or UTC", ConductKeys::zone),
            "UTC",
            "in which the windows begin");
    static final Key<String> CRON = Key.required(
            "cron",
            Scalar.of(
                    "cron expression",
                    "minute, hour, day of month, month and day of week, such as 0 8 * * MON-FRI",
                    Form.matching("\\s*\\S+(\\s+\\S+){4}\\s*"),
                    ConductKeys::cron),
            "when a window begins");
    static final Key<Duration> FOR = Key.required(
            "for", Scalars.duration(HoursWindow.MIN_LENGTH, HoursWindow.MAX_LENGTH), "how long it lasts, in real time");
    static final Key<List<MappingView>> WINDOWS =
            Key.required("windows", ListShape.of(Block.of("a window", CRON, FOR)), "at most " + ProbeHours.MAX_WINDOWS);
    static final Key<MappingView> HOURS = Key.optional(
            "hours",
            Block.of("hours", ZONE, WINDOWS).orFalse(),
            "when it is probed; outside of all windows slots are excluded, not missed; left out or `false`: always");

    static final Key<LocalTime> AT = Key.optional(
            "at",
            Scalar.of(
                    "time of day",
                    "a time of day from 00:00 to 23:59",
                    Form.matching(TIME.pattern()),
                    ConductKeys::time),
            "anchors the interval at this time of day, UTC, at every location; left out: checks spread over their interval");
    static final Key<Boolean> DEEP = Key.withDefault(
            "deep",
            Scalars.bool(),
            "false",
            "every run is kept as evidence and asks the target to record its trace; usually with `at`");

    static final Key<Integer> SLOWEST = Key.withDefault(
            "slowest",
            Scalars.whole(0, EvidenceRule.MAX_SLOWEST),
            String.valueOf(EvidenceRule.DEFAULT.slowest()),
            "how many of the slowest successes of each five minutes");
    static final Key<BigDecimal> SAMPLE = Key.withDefault(
            "sample",
            Scalar.of("percentage", "a percentage from 0% to 100%", Form.matching(PERCENT), ConductKeys::share),
            "0%",
            "share of all successes, drawn at random");
    static final Key<MappingView> EVIDENCE = Key.optional(
            "evidence",
            Block.of("evidence", SLOWEST, SAMPLE),
            "which successes are kept for people to see; failures always are");

    private ConductKeys() {}

    private static ZoneId zone(String text) throws BadValueException {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new BadValueException();
        }
    }

    private static String cron(String text) throws BadValueException {
        try {
            return new HoursWindow(text, HoursWindow.MIN_LENGTH).cron();
        } catch (IllegalArgumentException e) {
            throw new BadValueException();
        }
    }

    private static LocalTime time(String text) throws BadValueException {
        if (!TIME.matcher(text).matches()) {
            throw new BadValueException();
        }
        return LocalTime.parse(text);
    }

    private static BigDecimal share(String text) throws BadValueException {
        if (!SHARE.matcher(text).matches()) {
            throw new BadValueException();
        }
        return new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2);
    }
}
