package dev.sonde.agent;

import dev.sonde.agent.expect.CelExpression;
import dev.sonde.contract.yaml.ExpressionCheck;
import org.jspecify.annotations.Nullable;

/** Looks at CEL expressions as the probes will, for whoever reads a configuration. Loads CEL with the first. Any thread. */
public final class AnswerExpressions implements ExpressionCheck {
    @Override
    public @Nullable String celComplaint(String expression) {
        return CelExpression.complaintAbout(expression);
    }
}
