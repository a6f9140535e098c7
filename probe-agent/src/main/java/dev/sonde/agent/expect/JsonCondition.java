package dev.sonde.agent.expect;

import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.result.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the value that a JSON path leads to: that there is one, that there is none, or that there is one and it
 * passes a test.
 *
 * @param present whether there must be a value
 * @param test null if it need only be there; only with {@code present}
 */
record JsonCondition(
        JsonPath path, boolean present, @Nullable JsonTest test) implements Condition {
    /** Compiles; IllegalArgumentException with a message for people if an expression is none. */
    static JsonCondition of(JsonMatch match) {
        Json.warmUp(JsonTest.EXACT);
        return match.comparison() == Comparison.EXISTS
                ? new JsonCondition(match.path(), Boolean.parseBoolean(match.value()), null)
                : new JsonCondition(match.path(), true, JsonTest.of(match));
    }

    @Override
    public @Nullable Violation violation(Judging judging) {
        Object value;
        try {
            value = JsonLookup.find(judging.json(), path);
        } catch (Json.NotReadableException e) {
            return violation("the body is " + judging.shown(String.valueOf(e.getMessage())));
        }
        if (value == null) {
            return present ? violation("absent") : null;
        }
        boolean met = present && (test == null || test.holds(value, judging.budget()));
        return met ? null : violation(JsonTest.shown(value, judging));
    }

    private Violation violation(String seen) {
        String expected = test != null ? test.expected() : present ? "present" : "absent";
        return new Violation(
                FailureReason.ASSERTION,
                "json " + Excerpt.of(path.toString()) + ": " + seen + " (expected: " + expected + ")");
    }

    @Override
    public boolean needsBody() {
        return true;
    }

    @Override
    public boolean isQuick(Answer answer) {
        return Json.isQuick(answer.body())
                && (test == null || test.isQuick(answer.body().length()));
    }
}
