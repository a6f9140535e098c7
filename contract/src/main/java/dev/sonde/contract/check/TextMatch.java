package dev.sonde.contract.check;

/** A condition on a text. */
public sealed interface TextMatch {
    /** The text holds this one, byte for byte. */
    record Contains(String text) implements TextMatch {}

    /** An RE2 expression matches somewhere in the text. */
    record Matches(String expression) implements TextMatch {}

    /** The text does not hold this one. */
    record NotContains(String text) implements TextMatch {}

    /** An RE2 expression matches nowhere in the text. */
    record NotMatches(String expression) implements TextMatch {}
}
