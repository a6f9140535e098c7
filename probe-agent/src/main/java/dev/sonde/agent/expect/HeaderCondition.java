package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a header: that one of its values has something, which fails if the header is absent, or that none of them
 * has it, which then holds.
 */
record HeaderCondition(String name, TextCondition condition) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        List<String> values = judging.answer().header(name);
        String seen;
        if (condition.isWanted()) {
            if (values.stream().anyMatch(value -> condition.holds(value, judging.budget()))) {
                return null;
            }
            seen = values.isEmpty() ? "absent" : "'" + judging.shown(String.join(", ", values)) + "'";
        } else {
            String offending = values.stream()
                    .filter(value -> !condition.holds(value, judging.budget()))
                    .findFirst()
                    .orElse(null);
            if (offending == null) {
                return null;
            }
            seen = "'" + judging.shown(offending) + "'";
        }
        return new Violation(
                FailureReason.ASSERTION, "header " + name + ": " + seen + " (expected: " + condition.expected() + ")");
    }

    @Override
    public boolean isQuick(Answer answer) {
        long characters = 0;
        for (String value : answer.header(name)) {
            characters += value.length();
        }
        return condition.isQuick(characters);
    }
}
