package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.check.TextMatch;
import java.util.function.Predicate;

/**
 * One condition on a text, compiled. Expressions are RE2: they cannot run away, whatever the text. Immutable.
 */
final class TextCondition {
    private final Predicate<String> holds;
    private final boolean negative;
    private final String expected;

    private TextCondition(Predicate<String> holds, boolean negative, String expected) {
        this.holds = holds;
        this.negative = negative;
        this.expected = expected;
    }

    /** Compiles; IllegalArgumentException with a message for people if the expression is none. */
    static TextCondition of(TextMatch match) {
        if (match instanceof TextMatch.Contains contains) {
            return new TextCondition(
                    text -> text.contains(contains.text()), false, "to contain '" + Excerpt.of(contains.text()) + "'");
        }
        if (match instanceof TextMatch.Matches matches) {
            Pattern pattern = compile(matches.expression());
            return new TextCondition(
                    text -> pattern.matcher(text).find(), false, "to match '" + Excerpt.of(matches.expression()) + "'");
        }
        if (match instanceof TextMatch.NotContains notContains) {
            return new TextCondition(
                    text -> !text.contains(notContains.text()),
                    true,
                    "not to contain '" + Excerpt.of(notContains.text()) + "'");
        }
        if (match instanceof TextMatch.NotMatches notMatches) {
            Pattern pattern = compile(notMatches.expression());
            return new TextCondition(
                    text -> !pattern.matcher(text).find(),
                    true,
                    "not to match '" + Excerpt.of(notMatches.expression()) + "'");
        }
        throw new IllegalStateException("a text match of another kind: " + match);
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "matches: " + expression + " (expected: an RE2 expression; " + e.getDescription() + ")", e);
        }
    }

    boolean holds(String text) {
        return holds.test(text);
    }

    /** Whether it says what must not be: then each of several texts must meet it, and none does. */
    boolean isNegative() {
        return negative;
    }

    /** What is expected, to be put after "expected". */
    String expected() {
        return expected;
    }
}
