package dev.sonde.contract.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Checks expressions of a language that only the agent's side can read, so that a mistake in one is found where it is
 * written. Any thread.
 */
@FunctionalInterface
public interface ExpressionCheck {
    /** Finds nothing wrong: for readers that the language is not at hand for. */
    ExpressionCheck NONE = expression -> null;

    /** What is wrong with a CEL expression over an answer, and where in it; null if nothing is. May take half a second. */
    @Nullable
    String celComplaint(String expression);
}
