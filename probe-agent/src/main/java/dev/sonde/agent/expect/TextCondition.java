package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.check.HttpExpectation.TextMatch;
import java.util.function.Predicate;

/**
 * One condition on a text, compiled. Expressions are RE2: they cannot run away, whatever the text. Immutable.
 */
final class TextCondition {
    private final Predicate<String> holds;
    private final String expected;

    private TextCondition(Predicate<String> holds, String expected) {
        this.holds = holds;
        this.expected = expected;
    }

    /** Compiles; IllegalArgumentException with a message for people if the expression is none. */
    static TextCondition of(TextMatch match) {
        if (match instanceof TextMatch.Contains contains) {
            return new TextCondition(
                    text -> text.contains(contains.text()), "to contain '" + Excerpt.of(contains.text()) + "'");
        }
        if (match instanceof TextMatch.Matches matches) {
            Pattern pattern = compile(matches.expression());
            return new TextCondition(
                    text -> pattern.matcher(text).find(), "to match '" + Excerpt.of(matches.expression()) + "'");
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

    /** What is expected, to be put after "expected". */
    String expected() {
        return expected;
    }
}
