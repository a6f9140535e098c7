package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What is said on a connection and what must be answered, step by step. Immutable.
 *
 * @param steps in order; empty only looks whether there is a peer
 */
public record Dialogue(List<Step> steps) {
    public static final Dialogue NONE = new Dialogue(List.of());

    /** One step. */
    public sealed interface Step {
        /**
         * Sends text as UTF-8, nothing added. {@link Placeholders} in it stand for captured groups: a name for the latest
         * group of that name, a number for that group of the latest {@link Expect}, 0 for its whole match.
         */
        record Send(SecretText text) implements Step {}

        /**
         * Sends bytes.
         *
         * @param hex two digits each, in small letters
         */
        record SendBytes(String hex) implements Step {
            public SendBytes {
                hex = hexOf(hex);
            }

            public byte[] bytes() {
                return HexFormat.of().parseHex(hex);
            }
        }

        /** Waits until an RE2 expression matches somewhere in the bytes, read as UTF-8, that no step has used up. */
        record Expect(String expression) implements Step {}

        /**
         * Waits until these bytes come somewhere in those that no step has used up.
         *
         * @param hex two digits each, in small letters
         */
        record ExpectBytes(String hex) implements Step {
            public ExpectBytes {
                hex = hexOf(hex);
            }

            public byte[] bytes() {
                return HexFormat.of().parseHex(hex);
            }
        }

        /** Goes over to TLS. */
        record StartTls() implements Step {}
    }

    public Dialogue {
        steps = List.copyOf(steps);
    }

    /** Whether the peer must say something. */
    public boolean expectsReply() {
        return steps.stream().anyMatch(step -> step instanceof Step.Expect || step instanceof Step.ExpectBytes);
    }

    /** Whether it goes over to TLS on the way. */
    public boolean startsTls() {
        return steps.stream().anyMatch(Step.StartTls.class::isInstance);
    }

    private static String hexOf(String text) {
        String digits = text.replace(" ", "").toLowerCase(Locale.ROOT);
        if (digits.isEmpty() || digits.length() % 2 != 0 || !digits.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException(text + " (expected: bytes, each two hexadecimal digits)");
        }
        return digits;
    }
}
