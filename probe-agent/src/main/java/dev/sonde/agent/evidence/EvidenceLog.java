package dev.sonde.agent.evidence;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.Outcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest runs worth showing, at most {@link #KEPT}. One owner at a time. */
public final class EvidenceLog {
    /** Runs kept; older ones give way. */
    public static final int KEPT = 3;

    private final Deque<Evidence> newest = new ArrayDeque<>(KEPT);

    /**
     * Keeps a run.
     *
     * @param startedEpochNanos wall time of the actual start
     * @param outcome as judged, which may differ from what the probe saw
     * @param detail for people; control characters become spaces
     */
    public void add(long slot, long startedEpochNanos, Outcome outcome, String detail, Sample sample) {
        if (newest.size() == KEPT) {
            newest.removeFirst();
        }
        newest.addLast(new Evidence(
                slot,
                Instant.ofEpochSecond(0, startedEpochNanos),
                outcome,
                printable(detail),
                sample.address(),
                sample.status(),
                sample.durationNanos(),
                sample.phases().toMap()));
    }

    /** What is kept, oldest first. */
    public List<Evidence> runs() {
        return List.copyOf(newest);
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
