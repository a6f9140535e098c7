package dev.sonde.agent.expect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes a value out of an answer, compiled. What it takes is short, whatever the answer. Immutable. */
public final class Extraction {
    /** Longest value, in characters. */
    public static final int MAX_VALUE = 8 * 1024;

    private final String place;
    private final boolean ofBody;
    private final Predicate<Answer> quick;
    private final Finder finder;

    private Extraction(String place, boolean ofBody, Predicate<Answer> quick, Finder finder) {
        this.place = place;
        this.ofBody = ofBody;
        this.quick = quick;
        this.finder = finder;
    }

    private interface Finder {
        @Nullable
        String find(Judging judging) throws Json.NotReadableException;
    }

    /** An answer holds no such value. The message says where it was looked for, for people. */
    public static final class AbsentException extends Exception {
        private static final long serialVersionUID = 1L;

        AbsentException(String message) {
            super(message, null, false, false);
        }
    }

    /** Compiles; IllegalArgumentException with a message for people if an expression is none. */
    public static Extraction of(Extract source) {
        if (source instanceof Extract.Json json) {
            JsonPath path = json.path();
            return new Extraction(
                    "json " + Excerpt.of(path.text()), true, answer -> Json.isQuick(answer.body()), judging -> {
                        Object value = JsonLookup.find(judging.json(), path);
                        return value == null ? null : JsonTest.text(value);
                    });
        }
        if (source instanceof Extract.OfHeader header) {
            Pattern pattern = header.matches() == null ? null : Re2.compile("matches", header.matches());
            return new Extraction(
                    "header " + header.name(), false, answer -> isQuick(pattern, first(answer, header)), judging -> {
                        String first = first(judging.answer(), header);
                        return first == null || pattern == null ? first : part(pattern, first, judging.budget());
                    });
        }
        if (source instanceof Extract.Matches matches) {
            Pattern pattern = Re2.compile("matches", matches.expression());
            return new Extraction(
                    "body '" + Excerpt.of(matches.expression()) + "'",
                    true,
                    answer -> answer.body().length() <= Re2.quickCharacters(pattern),
                    judging -> part(pattern, judging.answer().body().text(), judging.budget()));
        }
        throw new IllegalStateException("an extract of another kind: " + source);
    }

    private static @Nullable String first(Answer answer, Extract.OfHeader header) {
        List<String> values = answer.header(header.name());
        return values.isEmpty() ? null : values.get(0);
    }

    private static boolean isQuick(@Nullable Pattern pattern, @Nullable String text) {
        return pattern == null || text == null || text.length() <= Re2.quickCharacters(pattern);
    }

    private static @Nullable String part(Pattern pattern, String text, Budget budget) {
        Matcher matcher = pattern.matcher(budget.watched(text));
        return matcher.find() ? matcher.group(pattern.groupCount() > 0 ? 1 : 0) : null;
    }

    /** Whether an event loop can take it out of this answer. */
    public boolean isQuick(Answer answer) {
        return quick.test(answer);
    }

    /** Whether the answer's body must be kept. */
    public boolean needsBody() {
        return ofBody;
    }

    /**
     * The value.
     *
     * @throws OverBudgetException if it is not known within two seconds
     * @throws AbsentException if there is none, or none that is short enough
     */
    public String from(Answer answer) throws AbsentException {
        Judging judging = new Judging(answer, text -> text, Budget.begin());
        String value;
        try {
            value = finder.find(judging);
        } catch (Json.NotReadableException e) {
            throw new AbsentException(place + ": the body is " + e.getMessage() + " (expected: a value)");
        }
        if (value == null) {
            throw new AbsentException(place + ": absent (expected: a value)");
        }
        if (value.length() > MAX_VALUE) {
            throw new AbsentException(
                    place + ": " + value.length() + " characters (expected: at most " + MAX_VALUE + ")");
        }
        return value;
    }
}
