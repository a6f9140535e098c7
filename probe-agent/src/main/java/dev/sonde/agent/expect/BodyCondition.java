package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;
import org.jspecify.annotations.Nullable;

/** A condition on the text of the body. */
record BodyCondition(TextCondition condition) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        Body body = judging.answer().body();
        if (condition.holds(body.text(), judging.budget())) {
            return null;
        }
        return new Violation(
                FailureReason.ASSERTION, "body: " + seen(body, judging) + " (expected: " + condition.expected() + ")");
    }

    private String seen(Body body, Judging judging) {
        if (!condition.isWanted()) {
            return "it has '" + judging.shown(condition.offending(body.text(), judging.budget())) + "'";
        }
        return body.length() == 0 ? "empty" : body.length() + " bytes, '" + judging.shown(body.text()) + "'";
    }

    @Override
    public boolean needsBody() {
        return true;
    }

    @Override
    public boolean isQuick(Answer answer) {
        return condition.isQuick(answer.body().length());
    }
}
