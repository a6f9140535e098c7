package dev.sonde.agent.evidence;

import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest runs worth showing of one interval, a few of each kind. One owner at a time. */
public final class EvidenceLog {
    /** Null until something is kept: most intervals keep nothing. */
    private @Nullable Map<EvidenceKind, Deque<Evidence>> newest;

    /** Runs of a kind that are kept; older ones give way. In all fewer than an interval may have. */
    public static int most(EvidenceKind kind) {
        return switch (kind) {
            case FAILURE, SAMPLE, CONFIRMATION -> 3;
            case SLOW -> 10;
            case DEEP -> 60;
        };
    }

    /** Keeps a run. */
    public void add(Evidence run) {
        Map<EvidenceKind, Deque<Evidence>> kept = newest;
        if (kept == null) {
            kept = new EnumMap<>(EvidenceKind.class);
            newest = kept;
        }
        Deque<Evidence> alike = kept.computeIfAbsent(run.kind(), kind -> new ArrayDeque<>());
        if (alike.size() == most(run.kind())) {
            alike.removeFirst();
        }
        alike.addLast(run);
    }

    /** What is kept, kind by kind, oldest first. */
    public List<Evidence> runs() {
        if (newest == null) {
            return List.of();
        }
        List<Evidence> runs = new ArrayList<>();
        newest.values().forEach(runs::addAll);
        return runs;
    }
}
