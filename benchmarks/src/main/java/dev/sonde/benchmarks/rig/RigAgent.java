package dev.sonde.benchmarks.rig;

import dev.sonde.agent.delivery.Harvest;
import dev.sonde.agent.evidence.EvidenceBudget;
import dev.sonde.agent.interval.EvidenceChoice;
import dev.sonde.agent.interval.IntervalRecorder;
import dev.sonde.agent.interval.Tally;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseRecorder;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An agent without its probes: runs end as the plans say, with response times as targets have them, and what is made of them
 * is the agent's own code. One run of 2000 fails, and one check of 1000 is down for good. Time is what it is told. One thread.
 */
final class RigAgent {
    private static final long LAG_THRESHOLD_NANOS = 50_000_000L;
    private static final int ONE_DOWN_OF = 1000;
    private static final int ONE_FAILS_OF = 2000;
    private static final Instant CERTIFICATE_EXPIRY = Instant.parse("2099-01-01T00:00:00Z");

    private final SplittableRandom random;
    private final Plan[] plans;
    private final IntervalRecorder[] recorders;
    private final long[] nextSlots;
    private final double[] medianMillis;
    private final SparseRecorder delays = new SparseRecorder();
    private final SparseRecorder lags = new SparseRecorder();

    RigAgent(RigFleet fleet, int place, Instant start, AgentTelemetry telemetry) {
        random = new SplittableRandom(place);
        plans = new Plan[fleet.checks()];
        recorders = new IntervalRecorder[fleet.checks()];
        nextSlots = new long[fleet.checks()];
        medianMillis = new double[fleet.checks()];
        for (int i = 0; i < fleet.checks(); i++) {
            Check check = fleet.check(i);
            plans[i] = check.planAt(RigFleet.location(place));
            nextSlots[i] = plans[i].slotAfter(epochNanos(start));
            medianMillis[i] = 60 * Math.exp(0.5 * random.nextGaussian());
            recorders[i] = new IntervalRecorder(
                    check.name(),
                    plans[i],
                    fleet.limits(i),
                    LAG_THRESHOLD_NANOS,
                    telemetry,
                    new EvidenceChoice(plans[i], Conduct.DEFAULT, random.split()));
        }
    }

    /** Ends the runs that are over by now; says whether somebody should hear of one soon. */
    boolean runUntil(Instant now) {
        boolean news = false;
        long nowNanos = epochNanos(now);
        for (int i = 0; i < plans.length; i++) {
            while (plans[i].plannedEpochNanos(nextSlots[i]) + medianMillis[i] * 1e6 < nowNanos) {
                news |= end(i, nextSlots[i]++);
            }
        }
        lags.record(random.nextInt(100, 2_000));
        return news;
    }

    /** What there is since the last call. */
    Harvest harvest(Instant now) {
        List<Tally> tallies = new ArrayList<>();
        for (IntervalRecorder recorder : recorders) {
            recorder.drainTo(tallies);
        }
        List<CheckInterval> intervals = tallies.stream().map(Tally::seal).toList();
        return new Harvest(
                "rig", now, EvidenceBudget.within(EvidenceBudget.MOST, intervals), delays.drain(), lags.drain());
    }

    private boolean end(int check, long slot) {
        boolean down = check % ONE_DOWN_OF == 0;
        boolean fails = down || random.nextInt(ONE_FAILS_OF) == 0;
        long started = plans[check].plannedEpochNanos(slot) + 50_000;
        delays.record(50);
        Sample sample = fails ? failure(down) : success(check);
        return recorders[check].ended(slot, started, sample, 200_000);
    }

    private Sample success(int check) {
        double millis = medianMillis[check] * Math.exp(0.3 * random.nextGaussian());
        return sample(Outcome.SUCCESS, millis, "", 200);
    }

    private Sample failure(boolean down) {
        return down
                ? sample(Outcome.failure(FailureReason.HTTP_STATUS), 20, "status: 503 (expected: 2xx)", 503)
                : sample(Outcome.failure(FailureReason.TIMEOUT), 5_000, "no answer within 5 s", 0);
    }

    private Sample sample(Outcome outcome, double millis, String detail, int status) {
        long[] nanos = new long[Phase.values().length];
        Arrays.fill(nanos, -1);
        long whole = (long) (millis * 1e6);
        nanos[Phase.RESOLVE.code()] = (long) (whole * 0.02);
        nanos[Phase.CONNECT.code()] = (long) (whole * random.nextDouble(0.1, 0.2));
        nanos[Phase.TLS.code()] = (long) (whole * random.nextDouble(0.2, 0.3));
        nanos[Phase.TRANSFER.code()] = (long) (whole * random.nextDouble(0.01, 0.05));
        nanos[Phase.PROCESSING.code()] = whole
                - nanos[Phase.RESOLVE.code()]
                - nanos[Phase.CONNECT.code()]
                - nanos[Phase.TLS.code()]
                - nanos[Phase.TRANSFER.code()];
        return new Sample(
                outcome,
                System.nanoTime(),
                whole,
                PhaseTimings.ofNanos(nanos),
                detail,
                "192.0.2.17:443",
                status,
                CERTIFICATE_EXPIRY,
                this::trail,
                List.of());
    }

    private Trail trail() {
        return new Trail(
                "%016x%016x".formatted(random.nextLong(), random.nextLong() | 1),
                List.of("192.0.2.17", "2001:db8::17"),
                List.of(),
                List.of(
                        new Trail.Note("content-type", "application/json"),
                        new Trail.Note("server", "nginx"),
                        new Trail.Note("date", "Sun, 22 Nov 2026 11:30:00 GMT")),
                "{\"status\":\"ok\",\"version\":\"" + random.nextLong() + "\"}",
                null,
                null,
                List.of());
    }

    private static long epochNanos(Instant now) {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
