package dev.sonde.contract.check;

import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * How the runs of a check are conducted, whatever its protocol. Immutable.
 *
 * @param confirm null makes no confirming runs
 * @param hours outside of them nothing runs and slots are excluded; null is always
 * @param at anchors the interval in UTC, the same at every location; null spreads checks over their interval
 * @param deep every run is kept as evidence and asks the target to trace it
 * @param evidence which successes are kept
 */
public record Conduct(
        @Nullable Confirm confirm,
        @Nullable ProbeHours hours,
        @Nullable LocalTime at,
        boolean deep,
        EvidenceRule evidence) {
    public static final Conduct DEFAULT = new Conduct(null, null, null, false, EvidenceRule.DEFAULT);
}
