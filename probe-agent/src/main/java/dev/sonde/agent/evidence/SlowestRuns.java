package dev.sonde.agent.evidence;

import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The slowest successes of each five minutes of planned time, UTC. They are known only when the next five minutes begin: a
 * run is kept as long as no slower ones push it out, so evidence is made of few more runs than are kept at the end. Belongs
 * to the check's event loop.
 */
public final class SlowestRuns {
    static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final Comparator<Evidence> FASTEST_FIRST = Comparator.comparingLong(Evidence::durationNanos);

    private final int most;
    private final List<Evidence> slowest = new ArrayList<>(0);
    private long period = Long.MIN_VALUE;

    /** @param most how many are kept; 0 keeps none */
    public SlowestRuns(int most) {
        this.most = most;
    }

    /**
     * Time has come to this planned time: what the period before it has found, if it is over.
     *
     * @return slowest last; empty most of the time
     */
    public List<Evidence> endedBefore(long plannedEpochNanos) {
        long now = Math.floorDiv(plannedEpochNanos, PERIOD_NANOS);
        if (now <= period) {
            return List.of();
        }
        period = now;
        List<Evidence> found = List.copyOf(slowest);
        slowest.clear();
        return found;
    }

    /** Whether a success is among the slowest by now; one that ends after its period does not count. */
    public boolean wants(long plannedEpochNanos, long durationNanos) {
        return most > 0
                && Math.floorDiv(plannedEpochNanos, PERIOD_NANOS) == period
                && (slowest.size() < most || slowest.get(0).durationNanos() < durationNanos);
    }

    /** Keeps a success that is wanted; the fastest of those kept may have to go. */
    public void keep(EndedRun run) {
        if (slowest.size() == most) {
            slowest.remove(0);
        }
        slowest.add(run.keptAs(EvidenceKind.SLOW));
        slowest.sort(FASTEST_FIRST);
    }
}
