package dev.sonde.contract.yaml;

import java.util.Comparator;
import java.util.Locale;

/**
 * Something wrong, or doubtful, in a configuration. Never holds a secret.
 *
 * @param message what is there
 * @param expected what should be there instead; empty when the message says it all
 */
public record Problem(Severity severity, Place place, String message, String expected) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::place)
            .thenComparing(Problem::severity)
            .thenComparing(Problem::message);

    /** Whether the configuration can be used all the same. */
    public enum Severity {
        /** It cannot. */
        ERROR,
        /** It can, but probably does something that was not meant. */
        WARNING;

        /** The word in JSON and in lines. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One line: {@code file:line:column: message (expected: ...)}; a warning says so after the place. */
    public String line() {
        String said = severity == Severity.WARNING ? "warning: " + message : message;
        return place + ": " + said + (expected.isEmpty() ? "" : " (expected: " + expected + ")");
    }

    /** By place, errors before warnings. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line();
    }
}
