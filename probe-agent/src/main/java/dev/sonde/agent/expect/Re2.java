package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.yaml.Repetitions;

/** Compiles regular expressions, wherever they come from, within bounds of time and memory. Stateless. */
public final class Re2 {
    /** Steps that take ten milliseconds at worst: for each character each instruction may be gone through. */
    private static final long QUICK_STEPS = 500_000;

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

    /**
     * The longest text that an event loop can search. It depends on the expression alone, because the text is a stranger's:
     * what usually ends soon may be made to go through all of it.
     */
    public static long quickCharacters(Pattern pattern) {
        return quickCharacters(pattern, QUICK_STEPS);
    }

    /** The same for so many steps, twenty nanoseconds each at worst. */
    public static long quickCharacters(Pattern pattern, long steps) {
        return steps / Math.max(1, pattern.programSize());
    }

    private static IllegalArgumentException refused(String key, String expression, String expected) {
        return new IllegalArgumentException(key + ": " + Excerpt.of(expression) + " (expected: " + expected + ")");
    }
}
