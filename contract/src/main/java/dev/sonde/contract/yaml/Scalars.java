package dev.sonde.contract.yaml;

import dev.sonde.contract.secret.SecretText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of single values, each with its form and range. Values are exact; nothing is rounded. Any thread. */
public final class Scalars {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,6})(\\.[0-9]{1,9})?");
    private static final Pattern PERCENTAGE = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.[0-9]{1,9})?%");
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,11})(B|KiB|MiB|GiB)");
    /** Not blank, without control characters. */
    private static final String ONE_LINE =
            "[^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x20\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*";

    private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB");

    private Scalars() {}

    /** A name that goes into labels, URLs and other sections: 1 to 63 of a-z, 0-9 and -. */
    public static <T> Scalar<T> name(Function<String, T> make) {
        return Scalar.of("name", "1 to 63 of a-z, 0-9 and -", Form.matching(NAME.pattern()), text -> {
            if (!NAME.matcher(text).matches()) {
                throw new BadValueException();
            }
            return make.apply(text);
        });
    }

    /** Text on one line. */
    public static Scalar<String> line(int longest) {
        return Scalar.of(
                "text", "text on one line, 1 to " + longest + " characters", Form.text(1, longest, ONE_LINE), text -> {
                    int length = text.codePointCount(0, text.length());
                    if (text.isBlank() || length > longest || text.chars().anyMatch(Character::isISOControl)) {
                        throw new BadValueException(length > longest ? length + " characters" : null, null);
                    }
                    return text;
                });
    }

    /** Text that is compared with an answer, so any but the empty one. */
    public static Scalar<String> anyText() {
        return Scalar.of("text", "text, not empty", Form.text(1, Integer.MAX_VALUE), text -> {
            if (text.isEmpty()) {
                throw new BadValueException();
            }
            return text;
        });
    }

    /** Any text, the empty one included. */
    public static Scalar<String> textOrEmpty() {
        return Scalar.of("text", "text", text -> text);
    }

    /** {@code true} or {@code false} and nothing else. */
    public static Scalar<Boolean> bool() {
        return Scalar.of("true or false", "true or false", new Form.Truth(), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValueException();
        });
    }

    /** One of a closed set of words. */
    public static <T> Scalar<T> word(Function<T, String> label, List<T> choices) {
        List<String> labels = choices.stream().map(label).toList();
        String expected = labels.size() == 1 ? labels.get(0) : "one of " + String.join(", ", labels);
        return Scalar.of("word", expected, new Form.Words(labels), text -> {
            int at = labels.indexOf(text);
            if (at < 0) {
                throw new BadValueException();
            }
            return choices.get(at);
        });
    }

    /** A whole number, both ends included. */
    public static Scalar<Integer> whole(int least, int most) {
        return Scalar.of(
                "whole number", "a whole number, " + least + " to " + most, new Form.Whole(least, most), text -> {
                    if (!WHOLE.matcher(text).matches()) {
                        throw new BadValueException();
                    }
                    long value = Long.parseLong(text);
                    if (value < least || value > most) {
                        throw new BadValueException();
                    }
                    return (int) value;
                });
    }

    /** A decimal as written, above 0 and at most this. */
    public static Scalar<BigDecimal> decimal(int most) {
        return Scalar.of("decimal", "a decimal above 0, at most " + most, new Form.Decimal(most), text -> {
            if (!DECIMAL.matcher(text).matches()) {
                throw new BadValueException();
            }
            BigDecimal value = new BigDecimal(text).stripTrailingZeros();
            if (value.signum() <= 0 || value.compareTo(BigDecimal.valueOf(most)) > 0) {
                throw new BadValueException();
            }
            return value;
        });
    }

    /** A percentage as the exact ratio: {@code 99.9%} is 0.999. Neither 0 nor 100 %. */
    public static Scalar<BigDecimal> percentageBetween() {
        return percentage("a percentage above 0% and below 100%, such as 99.9%", false);
    }

    /** A percentage as the exact ratio, above 0 and up to 100 %. */
    public static Scalar<BigDecimal> percentageUpToWhole() {
        return percentage("a percentage above 0%, at most 100%", true);
    }

    /** A duration, both ends included. */
    public static Scalar<Duration> duration(Duration least, Duration most) {
        return durationOf(least, most, Durations.format(least) + " to " + Durations.format(most), false);
    }

    /** A duration up to this, or 0, which switches something off. */
    public static Scalar<Duration> durationOrOff(Duration most) {
        return durationOf(Duration.ZERO, most, "0 (off), or up to " + Durations.format(most), true);
    }

    /** A size in bytes, written with its binary unit; both ends included. */
    public static Scalar<Long> size(long least, long most) {
        String expected = formatSize(least) + " to " + formatSize(most) + " with unit B, KiB, MiB or GiB";
        return Scalar.of("size", expected, Form.matching(sizes(least, most)), text -> {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                throw new BadValueException();
            }
            long number = Long.parseLong(matcher.group(1));
            int shift = 10 * SIZE_UNITS.indexOf(matcher.group(2));
            if (number > most >> shift || number << shift < least) {
                throw new BadValueException();
            }
            return number << shift;
        });
    }

    /** Bytes in the largest unit that leaves no rest. */
    public static String formatSize(long bytes) {
        int unit = 0;
        long number = bytes;
        while (unit + 1 < SIZE_UNITS.size() && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + SIZE_UNITS.get(unit);
    }

    /** Text that may name secrets, and may be one: never shown. */
    public static Scalar<SecretText> secretText() {
        return Scalar.secret(
                "text with secrets",
                "text; ${file:NAME} or ${env:NAME} names a secret",
                Form.matching(Secrets.PATTERN),
                Secrets::parse);
    }

    private static Scalar<BigDecimal> percentage(String expected, boolean wholeAllowed) {
        return Scalar.of("percentage", expected, Form.matching(percentages(wholeAllowed)), text -> {
            if (!PERCENTAGE.matcher(text).matches()) {
                throw new BadValueException();
            }
            BigDecimal ratio = new BigDecimal(text.substring(0, text.length() - 1))
                    .movePointLeft(2)
                    .stripTrailingZeros();
            int toWhole = ratio.compareTo(BigDecimal.ONE);
            if (ratio.signum() <= 0 || toWhole > 0 || (toWhole == 0 && !wholeAllowed)) {
                throw new BadValueException();
            }
            return ratio;
        });
    }

    private static Scalar<Duration> durationOf(Duration least, Duration most, String range, boolean zeroAllowed) {
        return Scalar.of("duration", range, durations(least, most, zeroAllowed), text -> {
            Duration value = zeroAllowed && text.equals("0") ? Duration.ZERO : Durations.parse(text);
            if (value == null) {
                throw new BadValueException(null, "a whole number with unit ms, s, m, h or d; " + range);
            }
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new BadValueException();
            }
            return value;
        });
    }

    private static String sizes(long least, long most) {
        StringJoiner units = new StringJoiner("|");
        for (int i = 0; i < SIZE_UNITS.size(); i++) {
            inUnit(units, least, most, 1L << (10 * i), SIZE_UNITS.get(i));
        }
        return units.toString();
    }

    private static String percentages(boolean wholeAllowed) {
        String below = "([1-9][0-9]?(\\.[0-9]{1,9})?|0\\.[0-9]{0,8}[1-9][0-9]{0,8})%";
        return wholeAllowed ? below + "|100(\\.0{1,9})?%" : below;
    }

    private static Form durations(Duration least, Duration most, boolean zeroAllowed) {
        StringJoiner units = new StringJoiner("|");
        Durations.forEachUnit((unit, millis) -> inUnit(units, least.toMillis(), most.toMillis(), millis, unit));
        return zeroAllowed ? Form.matching("0|" + units, 0, 0) : Form.matching(units.toString());
    }

    /** Adds the numbers that lie in a range when they count this unit, if there are any. */
    private static void inUnit(StringJoiner units, long least, long most, long unit, String label) {
        long from = (least + unit - 1) / unit;
        if (from <= most / unit) {
            units.add("(" + NumberPattern.of(from, most / unit) + ")" + label);
        }
    }
}
