package dev.sonde.agent.evidence;

import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps what one cut carries within bounds, however much fails at once: past them each interval keeps one run of each kind,
 * and past them still, intervals further down keep none. Pure.
 */
public final class EvidenceBudget {
    /** Most runs in one cut. */
    public static final int MOST = 3_000;

    private EvidenceBudget() {}

    /** The intervals with as much of their evidence as there is room for. */
    public static List<CheckInterval> within(int most, List<CheckInterval> intervals) {
        if (count(intervals) <= most) {
            return intervals;
        }
        List<CheckInterval> bounded = new ArrayList<>(intervals.size());
        int left = most;
        for (CheckInterval interval : intervals) {
            List<Evidence> kept = newestOfEachKind(interval.evidence());
            List<Evidence> fitting = kept.subList(0, Math.min(left, kept.size()));
            left -= fitting.size();
            bounded.add(interval.evidence().isEmpty() ? interval : interval.withEvidence(fitting));
        }
        return bounded;
    }

    /** Runs in all of them. */
    public static int count(List<CheckInterval> intervals) {
        int count = 0;
        for (CheckInterval interval : intervals) {
            count += interval.evidence().size();
        }
        return count;
    }

    private static List<Evidence> newestOfEachKind(List<Evidence> runs) {
        List<Evidence> newest = new ArrayList<>();
        Set<EvidenceKind> seen = EnumSet.noneOf(EvidenceKind.class);
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (seen.add(runs.get(i).kind())) {
                newest.add(runs.get(i));
            }
        }
        return newest;
    }
}
