package dev.sonde.agent.probe.http;

import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;

/**
 * How a run ended, and what to tell people about it.
 *
 * @param detail empty on success
 */
record Verdict(Outcome outcome, String detail) {
    static final Verdict SUCCESS = new Verdict(Outcome.SUCCESS, "");

    static Verdict failure(FailureReason reason, String detail) {
        return new Verdict(Outcome.failure(reason), detail);
    }

    static Verdict unknown(UnknownReason reason, String detail) {
        return new Verdict(Outcome.unknown(reason), detail);
    }
}
