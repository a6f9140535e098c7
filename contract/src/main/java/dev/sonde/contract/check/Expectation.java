package dev.sonde.contract.check;

import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be expected of a run whatever the protocol: of its connection and of its time. Judged in this order, behind
 * what the protocol itself expects. Immutable.
 *
 * @param certificate conditions on the peer's certificate, which clear text fails; null if there are none
 * @param tlsMinVersion oldest TLS version that may have been agreed on, which clear text fails; null if any will do
 * @param responseTime most time for the whole run; null sets no limit
 * @param phaseLimits most time for single phases; one that the run did not have is within its limit
 */
public record Expectation(
        @Nullable CertificateExpectation certificate,
        @Nullable TlsVersion tlsMinVersion,
        @Nullable Duration responseTime,
        Map<Phase, Duration> phaseLimits) {
    public static final Expectation NONE = new Expectation(null, null, null, Map.of());

    public Expectation {
        EnumMap<Phase, Duration> ordered = new EnumMap<>(Phase.class);
        ordered.putAll(phaseLimits);
        phaseLimits = Collections.unmodifiableMap(ordered);
        requirePositive("response time", responseTime);
        phaseLimits.forEach((phase, limit) -> requirePositive("phase " + phase.label(), limit));
    }

    /** The same with another limit for the whole run. */
    public Expectation withResponseTime(@Nullable Duration most) {
        return new Expectation(certificate, tlsMinVersion, most, phaseLimits);
    }

    /** The same with other conditions on the certificate. */
    public Expectation withCertificate(@Nullable CertificateExpectation conditions) {
        return new Expectation(conditions, tlsMinVersion, responseTime, phaseLimits);
    }

    private static void requirePositive(String what, @Nullable Duration limit) {
        if (limit != null && (limit.isZero() || limit.isNegative())) {
            throw new IllegalArgumentException(what + ": " + limit + " (expected: above 0)");
        }
    }
}
