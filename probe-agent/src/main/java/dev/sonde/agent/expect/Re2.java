package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.yaml.Repetitions;

/** Compiles regular expressions, wherever they come from, within bounds of time and memory. Stateless. */
final class Re2 {
    private Re2() {}

    /**
     * The compiled expression.
     *
     * @param key names it in the message
     * @throws IllegalArgumentException with a message for people if it is none
     */
    static Pattern compile(String key, String expression) {
        if (Repetitions.most(expression) > Repetitions.MOST) {
            throw refused(key, expression, "no part repeated more than " + Repetitions.MOST + " times");
        }
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw refused(key, expression, "an RE2 expression; " + e.getDescription());
        }
    }

    private static IllegalArgumentException refused(String key, String expression, String expected) {
        return new IllegalArgumentException(key + ": " + Excerpt.of(expression) + " (expected: " + expected + ")");
    }
}
