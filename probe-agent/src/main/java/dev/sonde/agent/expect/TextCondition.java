package dev.sonde.agent.expect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sonde.contract.check.TextMatch;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a text, compiled: that something is found in it, or that it is not. Expressions are RE2: they cannot
 * run away, whatever the text. Immutable.
 */
final class TextCondition {
    /** Longest text that is looked at on an event loop, however simple what is looked for. */
    private static final long QUICK_CHARACTERS = 64 * 1024;

    private final Finder finder;
    private final long quickCharacters;
    private final boolean wanted;
    private final String expected;

    private TextCondition(Finder finder, long quickCharacters, boolean wanted, String expected) {
        this.finder = finder;
        this.quickCharacters = Math.min(QUICK_CHARACTERS, quickCharacters);
        this.wanted = wanted;
        this.expected = expected;
    }

    /** Finds the first place; null if there is none. */
    private interface Finder {
        @Nullable
        String find(String text, Budget budget);
    }

    /** Compiles; IllegalArgumentException with a message for people if the expression is none. */
    static TextCondition of(TextMatch match) {
        if (match instanceof TextMatch.Contains contains) {
            return contains(contains.text(), true);
        }
        if (match instanceof TextMatch.Matches matches) {
            return matches(matches.expression(), true);
        }
        if (match instanceof TextMatch.NotContains contains) {
            return contains(contains.text(), false);
        }
        if (match instanceof TextMatch.NotMatches matches) {
            return matches(matches.expression(), false);
        }
        throw new IllegalStateException("a text match of another kind: " + match);
    }

    /** That the text holds this one, byte for byte, or that it does not. */
    static TextCondition contains(String part, boolean wanted) {
        return new TextCondition(
                (text, budget) -> text.contains(part) ? part : null,
                QUICK_CHARACTERS,
                wanted,
                (wanted ? "to contain '" : "not to contain '") + Excerpt.of(part) + "'");
    }

    /** That an RE2 expression matches somewhere, or that it does not; throws like {@link #of}. */
    static TextCondition matches(String expression, boolean wanted) {
        Pattern pattern = Re2.compile("matches", expression);
        return new TextCondition(
                (text, budget) -> {
                    Matcher matcher = pattern.matcher(budget.watched(text));
                    return matcher.find() ? Excerpt.beginning(matcher.group()) : null;
                },
                Re2.quickCharacters(pattern),
                wanted,
                (wanted ? "to match '" : "not to match '") + Excerpt.of(expression) + "'");
    }

    /** Whether something must be found; if not, nothing to look at meets the condition too. */
    boolean isWanted() {
        return wanted;
    }

    /** Whether an event loop can look at texts of so many characters. */
    boolean isQuick(long characters) {
        return characters <= quickCharacters;
    }

    boolean holds(String text, Budget budget) {
        return (finder.find(text, budget) != null) == wanted;
    }

    /** What of a text that does not meet the condition people should see: all of it, or what must not be there. */
    String offending(String text, Budget budget) {
        String found = wanted ? null : finder.find(text, budget);
        return found == null ? text : found;
    }

    /** What is expected, to be put after "expected". */
    String expected() {
        return expected;
    }
}
