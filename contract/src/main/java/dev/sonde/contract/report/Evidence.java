package dev.sonde.contract.report;

import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one run that a person may want to see. Bounded, secrets masked. Immutable.
 *
 * @param kind why it was kept
 * @param slot n; of a confirmation the slot whose failure it looked at
 * @param startedAt wall time of the actual start
 * @param detail what failed, what was seen and expected; at most {@link #MAX_DETAIL} characters
 * @param address the peer's address and port; null if none was reached
 * @param status protocol status code; 0 if none
 * @param phaseNanos the phases the run reached
 * @param loopLagNanos what the agent's own stalls and pauses may have added to the run
 * @param trail what else is known
 */
public record Evidence(
        EvidenceKind kind,
        long slot,
        Instant startedAt,
        Outcome outcome,
        String detail,
        @Nullable String address,
        int status,
        long durationNanos,
        Map<Phase, Long> phaseNanos,
        long loopLagNanos,
        Trail trail) {
    /** Longest detail, in characters; a longer one is cut. */
    public static final int MAX_DETAIL = 500;

    /** Longest address, in characters; a longer one is cut. */
    public static final int MAX_ADDRESS = 300;

    public Evidence {
        EnumMap<Phase, Long> copy = new EnumMap<>(Phase.class);
        copy.putAll(phaseNanos);
        phaseNanos = Collections.unmodifiableMap(copy);
        detail = Excerpts.atMost(detail, MAX_DETAIL);
        address = address == null || address.isEmpty() ? null : Excerpts.atMost(address, MAX_ADDRESS);
        if (durationNanos < 0) {
            throw new IllegalArgumentException("duration: " + durationNanos + " ns (expected: not negative)");
        }
        if (loopLagNanos < 0) {
            throw new IllegalArgumentException("loop lag: " + loopLagNanos + " ns (expected: not negative)");
        }
        copy.forEach((phase, nanos) -> {
            if (nanos < 0) {
                throw new IllegalArgumentException(phase.label() + " phase: " + nanos + " ns (expected: not negative)");
            }
        });
    }

    /** A failure of which no more is known. */
    public Evidence(
            long slot,
            Instant startedAt,
            Outcome outcome,
            String detail,
            @Nullable String address,
            int status,
            long durationNanos,
            Map<Phase, Long> phaseNanos) {
        this(
                EvidenceKind.FAILURE,
                slot,
                startedAt,
                outcome,
                detail,
                address,
                status,
                durationNanos,
                phaseNanos,
                0,
                Trail.NONE);
    }
}
