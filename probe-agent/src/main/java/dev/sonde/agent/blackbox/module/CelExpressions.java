package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Scalar;

/** Expressions over a JSON body. */
final class CelExpressions {
    private CelExpressions() {}

    static Scalar<String> shape() {
        return Scalar.of("CEL expression", "a CEL expression over `body` that yields a bool", text -> {
            if (text.isBlank()) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
