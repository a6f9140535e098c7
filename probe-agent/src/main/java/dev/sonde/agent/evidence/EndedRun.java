package dev.sonde.agent.evidence;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.result.Outcome;
import java.time.Instant;

/**
 * A run that may be kept. Making evidence of it is what costs, so that happens only once it is to be kept. Immutable.
 *
 * @param slot n; of a confirming run that of the failed one
 * @param startedEpochNanos wall time of the actual start
 * @param outcome as judged, which may differ from what the probe saw
 * @param detail for people; control characters become spaces
 * @param lagNanos what the agent's own stalls and pauses may have added to it
 */
public record EndedRun(
        long slot, long startedEpochNanos, Outcome outcome, String detail, Sample sample, long lagNanos) {
    /** The run as evidence; its probe is asked for its trail. */
    public Evidence keptAs(EvidenceKind kind) {
        return new Evidence(
                kind,
                slot,
                Instant.ofEpochSecond(0, startedEpochNanos),
                outcome,
                printable(detail),
                sample.address(),
                sample.status(),
                Math.max(0, sample.durationNanos()),
                sample.phases().toMap(),
                Math.max(0, lagNanos),
                sample.trail().trail());
    }

    private static String printable(String detail) {
        int length = Math.min(detail.length(), Evidence.MAX_DETAIL);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char letter = detail.charAt(i);
            text.append(Character.isISOControl(letter) ? ' ' : letter);
        }
        return text.toString();
    }
}
