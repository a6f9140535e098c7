package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import dev.sonde.contract.check.JsonMatch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * One test of a JSON value against what an operator wrote. Numbers are compared by value, exactly: {@code 5}, {@code 5.0}
 * and {@code 5e0} are equal, 9007199254740993 and 9007199254740992 are not. Immutable.
 */
final class JsonTest {
    /** Numbers as they are, and a null that can be held in lists. */
    static final Json.Values EXACT = new Json.Values() {
        @Override
        public Object number(String literal) {
            return new BigDecimal(literal);
        }

        @Override
        public Object nothing() {
            return Nothing.NULL;
        }
    };

    private final Check check;
    private final long quickCharacters;
    private final String expected;

    private JsonTest(Check check, String expected) {
        this(check, Long.MAX_VALUE, expected);
    }

    private JsonTest(Check check, long quickCharacters, String expected) {
        this.check = check;
        this.quickCharacters = quickCharacters;
        this.expected = expected;
    }

    private enum Nothing {
        NULL
    }

    private interface Check {
        boolean holds(Object value, Budget budget);
    }

    /** The test of a comparison that is none of existence; IllegalArgumentException with a message for people. */
    static JsonTest of(JsonMatch match) {
        return switch (match.comparison()) {
            case EQUALS -> equalTo(match.value());
            case NOT_EQUALS -> notEqualTo(match.value());
            case MATCHES -> matching(match.value());
            case LESS_THAN -> lessThan(match.decimal());
            case GREATER_THAN -> greaterThan(match.decimal());
            case EXISTS -> throw new IllegalArgumentException("existence is no test of a value");
        };
    }

    /** That the value is this one: a text, a number, {@code true}, {@code false} or {@code null}, as its kind has it. */
    private static JsonTest equalTo(String wanted) {
        return new JsonTest((value, budget) -> isEqual(value, wanted), quoted(wanted));
    }

    /** That it is not. */
    private static JsonTest notEqualTo(String unwanted) {
        return new JsonTest((value, budget) -> !isEqual(value, unwanted), "not " + quoted(unwanted));
    }

    /** That an RE2 expression matches somewhere; IllegalArgumentException with a message for people if it is none. */
    private static JsonTest matching(String expression) {
        Pattern pattern = Re2.compile("matches", expression);
        return new JsonTest(
                (value, budget) -> pattern.matcher(budget.watched(text(value))).find(),
                Re2.quickCharacters(pattern),
                "to match '" + Excerpt.of(expression) + "'");
    }

    /** That it is a number below this one. */
    private static JsonTest lessThan(BigDecimal limit) {
        return new JsonTest(
                (value, budget) -> value instanceof BigDecimal number && number.compareTo(limit) < 0,
                "a number less than " + limit.toPlainString());
    }

    /** That it is a number above this one. */
    private static JsonTest greaterThan(BigDecimal limit) {
        return new JsonTest(
                (value, budget) -> value instanceof BigDecimal number && number.compareTo(limit) > 0,
                "a number greater than " + limit.toPlainString());
    }

    /** Whether an event loop can look at values of so many characters. */
    boolean isQuick(long characters) {
        return characters <= quickCharacters;
    }

    boolean holds(Object value, Budget budget) {
        return check.holds(value, budget);
    }

    /** What is expected, to be put after "expected". */
    String expected() {
        return expected;
    }

    /** A value for a message: a text in quotes, of an object or a list only the size. */
    static String shown(Object value, Judging judging) {
        if (value instanceof String text) {
            return "'" + judging.shown(text) + "'";
        }
        if (value instanceof Map<?, ?> object) {
            return "an object of " + object.size();
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        return judging.shown(text(value));
    }

    private static boolean isEqual(Object value, String written) {
        if (value instanceof BigDecimal number) {
            return JsonMatch.isDecimal(written) && number.compareTo(new BigDecimal(written)) == 0;
        }
        return text(value).equals(written);
    }

    /** A text's content, of anything else its JSON text. */
    static String text(Object value) {
        if (value instanceof Map || value instanceof List) {
            return JsonText.of(value);
        }
        return value == Nothing.NULL ? "null" : value.toString();
    }

    private static String quoted(String written) {
        boolean bare =
                JsonMatch.isDecimal(written) || List.of("true", "false", "null").contains(written);
        return bare ? written : "'" + Excerpt.of(written) + "'";
    }
}
