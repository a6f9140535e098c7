package dev.sonde.agent.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds the phases of runs against what a server stamped with the same clock, not against what it was asked for. Medians,
 * because the machine has other things to do; and a wrong measurement is wrong in every round, a busy machine is not.
 */
public final class PhaseTruth {
    private static final int RUNS = 5;
    private static final int ROUNDS = 5;
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final BlockingQueue<Map<Phase, Long>> truths = new LinkedBlockingQueue<>();

    /** Told by the server, once for each run: what each phase took, in nanoseconds. */
    public void stamped(Map<Phase, Long> truth) {
        truths.add(truth);
    }

    /** Runs until the medians agree, at most five rounds. */
    public void assertHolds(String what, Supplier<Sample> run) {
        Map<Phase, List<Long>> errors = errors(run);
        for (int round = 1; round < ROUNDS && !areWithinTolerance(errors); round++) {
            errors = errors(run);
        }
        System.out.println(what + ": errors of phases in ns " + errors);
        errors.forEach((phase, found) ->
                assertThat(median(found)).as("%s: %s", phase, found).isCloseTo(0L, within(TOLERANCE_NANOS)));
    }

    /** By phase, how much more each run measured than the server knows it took. */
    private Map<Phase, List<Long>> errors(Supplier<Sample> run) {
        Map<Phase, List<Long>> errors = new EnumMap<>(Phase.class);
        for (int i = 0; i < RUNS; i++) {
            Sample sample = run.get();
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            Map<Phase, Long> truth = next();
            assertThat(sample.phases().toMap().keySet()).containsAll(truth.keySet());
            truth.forEach((phase, nanos) -> errors.computeIfAbsent(phase, none -> new ArrayList<>())
                    .add(sample.phases().nanos(phase) - nanos));
        }
        return errors;
    }

    private Map<Phase, Long> next() {
        try {
            Map<Phase, Long> truth = truths.poll(5, TimeUnit.SECONDS);
            assertThat(truth).as("what the server stamped").isNotNull();
            return truth;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean areWithinTolerance(Map<Phase, List<Long>> errors) {
        return errors.values().stream().allMatch(found -> Math.abs(median(found)) <= TOLERANCE_NANOS);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
