package dev.sonde.agent.blackbox.module;

import dev.sonde.agent.expect.CelExpression;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Scalar;

/** Expressions over a JSON body, compiled when they are read. */
final class CelExpressions {
    private CelExpressions() {}

    static Scalar<CelExpression> shape() {
        return Scalar.of("CEL expression", "a CEL expression over `body` that yields a bool", text -> {
            try {
                return CelExpression.overJsonBody(text);
            } catch (IllegalArgumentException e) {
                throw new BadValueException(String.valueOf(e.getMessage()), null);
            }
        });
    }
}
