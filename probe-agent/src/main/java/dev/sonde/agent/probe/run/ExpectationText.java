package dev.sonde.agent.probe.run;

import dev.sonde.contract.report.Trail.Unmet;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart a message of the form that all messages have, {@code which: seen (expected: what)}. So every protocol's failed
 * expectation shows as one, whoever judged it. Pure.
 */
final class ExpectationText {
    private static final String EXPECTED = " (expected: ";

    private ExpectationText() {}

    /** Null if the message is of another form. */
    static @Nullable Unmet in(String message) {
        int colon = message.indexOf(": ");
        int expected = message.lastIndexOf(EXPECTED);
        if (colon <= 0 || expected < colon || !message.endsWith(")")) {
            return null;
        }
        String seen = expected <= colon + 2 ? "" : message.substring(colon + 2, expected);
        return new Unmet(
                message.substring(0, colon),
                seen,
                message.substring(expected + EXPECTED.length(), message.length() - 1));
    }
}
