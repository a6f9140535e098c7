package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition of Gatus, taken apart: what is looked at, how it is compared, and with what.
 *
 * @param text as written
 * @param function {@code len}, {@code has} or empty
 * @param subject the placeholder in capitals, without brackets
 * @param path behind {@code [BODY]}, such as {@code .user.name}; empty for the whole
 * @param operator one of == != &lt; &lt;= &gt; &gt;=
 * @param value what stands on the other side
 */
record GatusCondition(
        Place place, String text, String function, String subject, String path, String operator, String value) {
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", ">", "<");
    private static final Pattern SUBJECT = Pattern.compile("(?i)(?:(len|has)\\()?\\[([A-Z_]+)\\]([^)]*)\\)?");

    /** Null if it is none. */
    static @Nullable GatusCondition parse(String text, Place place) {
        for (String operator : OPERATORS) {
            int at = text.indexOf(" " + operator + " ");
            if (at < 0) {
                continue;
            }
            String left = text.substring(0, at).trim();
            String right = text.substring(at + operator.length() + 2).trim();
            Matcher subject = SUBJECT.matcher(left);
            if (subject.matches()) {
                return of(place, text, subject, operator, right);
            }
            subject = SUBJECT.matcher(right);
            return subject.matches() ? of(place, text, subject, turned(operator), left) : null;
        }
        return null;
    }

    private static GatusCondition of(Place place, String text, Matcher subject, String operator, String value) {
        String function = subject.group(1) == null ? "" : subject.group(1).toLowerCase(Locale.ROOT);
        return new GatusCondition(
                place,
                text,
                function,
                subject.group(2).toUpperCase(Locale.ROOT),
                subject.group(3).trim(),
                operator,
                value);
    }

    private static String turned(String operator) {
        return switch (operator) {
            case "<" -> ">";
            case ">" -> "<";
            case "<=" -> ">=";
            case ">=" -> "<=";
            default -> operator;
        };
    }

    boolean isEquality() {
        return operator.equals("==") || operator.equals("!=");
    }

    boolean isEqual() {
        return operator.equals("==");
    }

    /** Whether the value names something of the answer as well. */
    boolean comparesTwo() {
        return SUBJECT.matcher(value).matches() && value.contains("[");
    }

    /** The values that will do: those of {@code any(..)}, else the one. */
    List<String> values() {
        if (!value.startsWith("any(") || !value.endsWith(")")) {
            return List.of(value);
        }
        List<String> values = new ArrayList<>();
        for (String each : value.substring(4, value.length() - 1).split(",", -1)) {
            values.add(each.trim());
        }
        return values;
    }

    /** What stands in {@code pat(..)}; null if it is no pattern. */
    @Nullable
    String pattern() {
        return value.startsWith("pat(") && value.endsWith(")") ? value.substring(4, value.length() - 1) : null;
    }

    /** The value as an RE2 expression for the whole of a text. */
    String expression() {
        String pattern = pattern();
        if (pattern != null) {
            return "^(?s:" + Glob.expression(pattern) + ")$";
        }
        List<String> quoted =
                values().stream().map(com.google.re2j.Pattern::quote).toList();
        return quoted.size() == 1 ? "^" + quoted.get(0) + "$" : "^(?:" + String.join("|", quoted) + ")$";
    }

    /** The value as a number of milliseconds or units; null if it is none. */
    @Nullable
    Double number() {
        java.time.Duration duration = value.matches("[0-9.]+") ? null : GoDuration.parse(value);
        if (duration != null) {
            return (double) duration.toMillis();
        }
        return value.matches("-?[0-9]{1,15}(\\.[0-9]+)?") ? Double.valueOf(value) : null;
    }
}
