package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * What the peer's certificate must be, beyond being trusted. Immutable.
 *
 * @param daysLeft least whole days until it expires; -1 is off
 * @param chainDaysLeft least whole days until the first certificate of its chain expires; -1 is off
 * @param name RE2, matches somewhere in its subject or in one of its alternative names; null is off
 * @param issuer RE2, matches somewhere in its issuer; null is off
 */
public record CertificateExpectation(
        int daysLeft,
        int chainDaysLeft,
        @Nullable String name,
        @Nullable String issuer) {
    public CertificateExpectation {
        requireDays("days left", daysLeft);
        requireDays("days left in the chain", chainDaysLeft);
        if (daysLeft < 0 && chainDaysLeft < 0 && name == null && issuer == null) {
            throw new IllegalArgumentException("certificate: no condition (expected: at least one)");
        }
    }

    /** Only the days left until it expires. */
    public static CertificateExpectation ofDays(int days) {
        return new CertificateExpectation(days, -1, null, null);
    }

    private static void requireDays(String what, int days) {
        if (days < -1) {
            throw new IllegalArgumentException(
                    "certificate " + what + ": " + days + " (expected: 0 or more, or -1 for off)");
        }
    }
}
