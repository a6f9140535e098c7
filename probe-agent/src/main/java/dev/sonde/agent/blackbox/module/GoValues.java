package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.Scalar;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/** Single values as a Go program reads them, so that what was valid there is valid here. Pure. */
final class GoValues {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n");
    private static final java.util.regex.Pattern WHOLE = java.util.regex.Pattern.compile("[+-]?[0-9]{1,12}");
    private static final java.util.regex.Pattern DURATION =
            java.util.regex.Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final java.util.regex.Pattern SIZE =
            java.util.regex.Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i?)?B");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "μs", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));
    private static final String SIZE_LETTERS = "KMGTPE";

    private GoValues() {}

    /** Any text, also none. */
    static Scalar<String> text() {
        return Scalar.of("text", "text", text -> text);
    }

    /** Any text, never shown. */
    static Scalar<Secret> secret() {
        return Scalar.secret("secret text", "text", Secret::text);
    }

    /** The name of a file that holds a secret. */
    static Scalar<Secret> secretFile() {
        return Scalar.of("file name", "a file name", Secret::file);
    }

    /** Text, or bytes after {@code !!binary}. */
    static Scalar<Bytes> bytes() {
        return Scalar.textOrBytes("text or !!binary", "text, or !!binary and Base64", Bytes::ofText, Bytes::of);
    }

    /** What YAML 1.1 calls a boolean. */
    static Scalar<Boolean> bool() {
        return Scalar.of("true or false", "true or false", text -> {
            String lower = text.toLowerCase(Locale.ROOT);
            if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
                throw new BadValueException();
            }
            return TRUE.contains(lower);
        });
    }

    /** A whole number, both ends included. */
    static Scalar<Integer> whole(int least, int most) {
        return Scalar.of("whole number", "a whole number, " + least + " to " + most, text -> {
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

    /** One of these words. */
    static Scalar<String> word(String... choices) {
        List<String> words = List.of(choices);
        return Scalar.of("word", "one of " + String.join(", ", words), text -> {
            if (!words.contains(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }

    /** A duration such as {@code 1m30s} or {@code 1.5s}; 0 or more. */
    static Scalar<Duration> duration() {
        return Scalar.of("duration", "a duration such as 5s, 1.5s or 1m30s", GoValues::parseDuration);
    }

    private static Duration parseDuration(String text) throws BadValueException {
        String number = text.startsWith("+") ? text.substring(1) : text;
        if (number.equals("0")) {
            return Duration.ZERO;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher matcher = DURATION.matcher(number);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            nanos = nanos.add(decimal(matcher.group(1)).multiply(NANOS.getOrDefault(matcher.group(2), BigDecimal.ONE)));
            end = matcher.end();
        }
        if (end == 0 || end != number.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new BadValueException();
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** The duration as a Go program prints it, without the zeros at its end: {@code 1m30s}. */
    static String show(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos > 0 && nanos < 1_000_000_000L) {
            boolean millis = nanos >= 1_000_000;
            return plain(BigDecimal.valueOf(nanos, millis ? 6 : 3)) + (millis ? "ms" : "µs");
        }
        StringBuilder text = new StringBuilder();
        long hours = duration.toHours();
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || duration.toMinutes() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        return text.append(plain(BigDecimal.valueOf(nanos % 60_000_000_000L, 9)))
                .append('s')
                .toString();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** A size such as {@code 10MB}; K, M, G are binary with or without {@code i}. In bytes. */
    static Scalar<Long> size() {
        return Scalar.of("size", "a size such as 512KB or 10MiB, or 0", text -> {
            if (text.equals("0")) {
                return 0L;
            }
            BigDecimal bytes = BigDecimal.ZERO;
            Matcher matcher = SIZE.matcher(text);
            int end = 0;
            while (matcher.find() && matcher.start() == end) {
                String unit = matcher.group(2);
                int power = unit == null ? 0 : SIZE_LETTERS.indexOf(unit.charAt(0)) + 1;
                bytes = bytes.add(decimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power))));
                end = matcher.end();
            }
            if (end == 0 || end != text.length() || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
                throw new BadValueException();
            }
            return bytes.longValue();
        });
    }

    private static BigDecimal decimal(String number) {
        return new BigDecimal(number.endsWith(".") ? number + "0" : number);
    }

    /** An RE2 expression. */
    static Scalar<Pattern> expression() {
        return Scalar.of("expression", "an RE2 expression", text -> {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new BadValueException("'" + e.getPattern() + "' in the expression: " + e.getDescription(), null);
            }
        });
    }

    /** An absolute URL; its user information is a secret. */
    static Scalar<URI> url(String... schemes) {
        List<String> allowed = List.of(schemes);
        String expected = "a URL with scheme " + String.join(", ", allowed);
        return Scalar.secret("URL", expected, text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() == null || !allowed.contains(String.valueOf(uri.getScheme()))) {
                    throw new BadValueException();
                }
                return uri;
            } catch (URISyntaxException e) {
                throw new BadValueException();
            }
        });
    }

    /** A list of texts, also an empty one. */
    static ListShape<String> texts() {
        return ListShape.repeatable(text());
    }

    /** A list of expressions, also an empty one. */
    static ListShape<Pattern> expressions() {
        return ListShape.repeatable(expression());
    }

    /** Texts by name. */
    static MapShape<String> textsByName() {
        return MapShape.of(text(), text());
    }
}
