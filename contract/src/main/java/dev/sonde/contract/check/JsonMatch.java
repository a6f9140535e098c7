package dev.sonde.contract.check;

import java.math.BigDecimal;

/**
 * A condition on one value of a JSON answer. A missing value fails every comparison but {@code exists: false}. Immutable.
 *
 * @param value what is compared with, as text: a decimal for the orders, {@code true} or {@code false} for existence; a
 *     number in the answer equals a text that writes the same number, anything else equals its own JSON text or, for a
 *     JSON string, its content
 */
public record JsonMatch(JsonPath path, Comparison comparison, String value) {
    /** How the value is compared. */
    public enum Comparison {
        EQUALS("equals"),
        NOT_EQUALS("not_equals"),
        /** An RE2 expression matches somewhere in its text. */
        MATCHES("matches"),
        LESS_THAN("less_than"),
        GREATER_THAN("greater_than"),
        /** Whether it is there at all, {@code null} included. */
        EXISTS("exists");

        private final String label;

        Comparison(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    public JsonMatch {
        switch (comparison) {
            case LESS_THAN, GREATER_THAN -> {
                if (!isDecimal(value)) {
                    throw new IllegalArgumentException(comparison.label() + ": " + value + " (expected: a number)");
                }
            }
            case EXISTS -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw new IllegalArgumentException("exists: " + value + " (expected: true or false)");
                }
            }
            case EQUALS, NOT_EQUALS, MATCHES -> {}
        }
    }

    /** Whether a text is a number as JSON writes it, short enough to be compared at once. */
    public static boolean isDecimal(String text) {
        return text.matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");
    }

    /** The value of an order. */
    public BigDecimal decimal() {
        return new BigDecimal(value);
    }
}
