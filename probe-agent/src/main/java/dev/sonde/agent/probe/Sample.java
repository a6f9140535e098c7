package dev.sonde.agent.probe;

import dev.sonde.contract.result.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one run, as the probe saw it. Whether the agent's own lag spoiled the verdict is decided by whoever
 * started the run, who knows the lag. Immutable.
 *
 * @param startedNanos monotonic clock at the actual start, before name resolution
 * @param durationNanos from there to the last byte or to the failure; the sum of the phases
 * @param phases those reached, also when the run failed
 * @param detail for people: what failed, what was seen and expected; empty on success; secrets masked
 * @param peer whose text is address and port of the peer; asked for it only where somebody wants it; null if none was reached
 * @param status protocol status code; 0 if none
 * @param certificateExpiry of the peer's certificate, also when verification failed; null without TLS
 * @param trail what else is known; made only for a run that is kept as evidence
 * @param steps those that ended, in order; empty for a run that has none
 */
public record Sample(
        Outcome outcome,
        long startedNanos,
        long durationNanos,
        PhaseTimings phases,
        String detail,
        @Nullable Object peer,
        int status,
        @Nullable Instant certificateExpiry,
        TrailSource trail,
        List<StepTime> steps) {
    public Sample {
        steps = List.copyOf(steps);
    }

    /** Peer address and port; null if none was reached. */
    public @Nullable String address() {
        return peer == null ? null : peer.toString();
    }

    /** A run of which nothing was seen but its end. */
    public static Sample bare(Outcome outcome, long startedNanos, long durationNanos, String detail) {
        return new Sample(
                outcome,
                startedNanos,
                durationNanos,
                PhaseTimings.NONE,
                detail,
                null,
                0,
                null,
                TrailSource.NONE,
                List.of());
    }
}
