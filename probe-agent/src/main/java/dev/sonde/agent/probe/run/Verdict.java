package dev.sonde.agent.probe.run;

import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;

/**
 * How a run ended, and what to tell people about it.
 *
 * @param detail empty on success
 */
public record Verdict(Outcome outcome, String detail) {
    /** All expectations held. */
    public static final Verdict SUCCESS = new Verdict(Outcome.SUCCESS, "");

    /** The target failed. */
    public static Verdict failure(FailureReason reason, String detail) {
        return new Verdict(Outcome.failure(reason), detail);
    }

    /** Our own side spoiled the run. */
    public static Verdict unknown(UnknownReason reason, String detail) {
        return new Verdict(Outcome.unknown(reason), detail);
    }
}
