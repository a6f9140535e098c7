package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.HandClock;
import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many checks on one event loop whose runs cost more of its time than there is, under a hand-moved clock. */
class OverloadTest {
    private static final int MAX_IN_FLIGHT = 400;
    private final HandClock clock = new HandClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final AgentTelemetry telemetry = new AgentTelemetry();
    private final Loop loop = new Loop(
            clock.clocks(),
            clock.timer(),
            new LoopLoad(MAX_IN_FLIGHT),
            new GcPauses(clock::nanos, () -> 0),
            Duration.ofMillis(50).toNanos(),
            telemetry);
    private final List<Checked> all = new ArrayList<>();

    /** A check, and every word that its slots got. */
    private final class Checked implements RunSink {
        private final Map<Long, String> words = new HashMap<>();
        private final CheckLoop checkLoop;
        private final long first;
        private long costNanos;
        private long answerNanos;

        /** @param answer how long the target takes; a run costs the loop its time when it starts */
        Checked(String name, Duration interval, Duration timeout, Duration cost, Duration answer, Random random) {
            Plan plan = new Plan(interval.toNanos(), random.nextLong(interval.toNanos()), timeout.toNanos());
            costNanos = cost.toNanos();
            answerNanos = answer.toNanos();
            Probe probe = new Probe() {
                @Override
                public Future<Sample> run() {
                    long started = clock.nanos();
                    clock.pass((long) (costNanos * (0.5 + random.nextDouble())));
                    Promise<Sample> end = Promise.promise();
                    clock.timer().arm(answerNanos, () -> end.tryComplete(sample(started)));
                    return end.future();
                }

                @Override
                public void close() {}
            };
            checkLoop = new CheckLoop(new CheckName(name), plan, probe, this, loop);
            first = plan.slotAfter(clock.epochNanos());
            checkLoop.start(first);
            all.add(this);
        }

        private Sample sample(long started) {
            return Sample.bare(Outcome.SUCCESS, started, clock.nanos() - started, "");
        }

        private void word(long slot, String word) {
            assertThat(words.put(slot, word)).as("second word of slot %d", slot).isNull();
        }

        @Override
        public void ended(long slot, long startedEpochNanos, Sample sample) {
            word(
                    slot,
                    sample.outcome() == Outcome.SUCCESS
                            ? "success"
                            : sample.outcome().reasonLabel());
        }

        @Override
        public void confirmed(long slot, long startedEpochNanos, Sample sample) {}

        @Override
        public void missed(MissedRun missed) {
            for (long slot = missed.firstSlot(); slot < missed.firstSlot() + missed.count(); slot++) {
                word(slot, missed.reason().label());
            }
        }

        int count(String word) {
            return (int) words.values().stream().filter(word::equals).count();
        }

        void forget() {
            words.clear();
        }
    }

    private void checks(int count, Duration interval, Duration cost, Random random) {
        for (int i = 0; i < count; i++) {
            new Checked("check-" + all.size(), interval, Duration.ofSeconds(5), cost, Duration.ofMillis(20), random);
        }
    }

    private IntSummaryStatistics counts(String word) {
        return all.stream().mapToInt(check -> check.count(word)).summaryStatistics();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void beyondTheLimit_everyCheckKeepsAnEqualShareOfAThousandSlots(long seed) {
        Random random = new Random(seed);
        loop.start();
        // 600 runs a second of 5 ms: three times what a loop can do
        checks(600, Duration.ofSeconds(1), Duration.ofMillis(5), random);
        clock.advance(Duration.ofSeconds(10));
        all.forEach(Checked::forget);

        clock.advance(Duration.ofSeconds(1_000));

        IntSummaryStatistics run = counts("success");
        // 200 of 600 a second fit
        assertThat(run.getAverage()).as("seed %d", seed).isBetween(255.0, 335.0);
        assertThat(run.getMax() - run.getMin()).as("seed %d", seed).isLessThanOrEqualTo(15);
        assertThat(counts("agent_overloaded").getAverage()).isBetween(660.0, 750.0);
        assertThat(counts("agent_stalled").getMax()).isZero();
        assertThat(counts("in_flight_limit").getMax()).isZero();
        assertThat(loop.drainScheduleDelays().percentileMicros(99)).isLessThan(400_000);
    }

    @Test
    void checksOfAllIntervals_loseTheSamePartOfTheirSlots() {
        Random random = new Random(7);
        loop.start();
        checks(20, Duration.ofMillis(200), Duration.ofMillis(20), random);
        checks(20, Duration.ofSeconds(1), Duration.ofMillis(20), random);
        checks(20, Duration.ofSeconds(10), Duration.ofMillis(20), random);
        clock.advance(Duration.ofSeconds(10));
        all.forEach(Checked::forget);

        clock.advance(Duration.ofSeconds(1_000));

        double often =
                all.subList(0, 20).stream().mapToInt(c -> c.count("success")).sum() / 20.0 / 5_000;
        double each =
                all.subList(20, 40).stream().mapToInt(c -> c.count("success")).sum() / 20.0 / 1_000;
        double rarely =
                all.subList(40, 60).stream().mapToInt(c -> c.count("success")).sum() / 20.0 / 100;
        // 122 runs a second where 50 fit
        assertThat(each).isBetween(0.34, 0.43);
        assertThat(often).isBetween(each - 0.05, each + 0.05);
        assertThat(rarely).isBetween(each - 0.05, each + 0.05);
    }

    @Test
    void atNineTenthsOfItsTime_aLoopShedsNothing() {
        loop.start();
        checks(450, Duration.ofSeconds(1), Duration.ofMillis(2), new Random(8));

        clock.advance(Duration.ofSeconds(120));

        assertThat(telemetry.runsMissed(UnknownReason.AGENT_OVERLOADED)).isZero();
        assertThat(counts("success").getMin()).isGreaterThanOrEqualTo(118);
    }

    @Test
    void burstAfterAStall_isRunLateAndNotShed() {
        loop.start();
        checks(400, Duration.ofSeconds(5), Duration.ofMillis(1), new Random(9));
        clock.advance(Duration.ofSeconds(10));

        clock.stall(Duration.ofSeconds(4));
        clock.advance(Duration.ofSeconds(20));

        assertThat(telemetry.runsMissed(UnknownReason.AGENT_OVERLOADED)).isZero();
        assertThat(telemetry.runsMissed(UnknownReason.AGENT_STALLED)).isZero();
    }

    @Test
    void whenTheLoadEnds_everySlotRunsAgainWithinTenSeconds() {
        loop.start();
        checks(150, Duration.ofSeconds(1), Duration.ofMillis(20), new Random(10));
        clock.advance(Duration.ofSeconds(60));
        assertThat(loop.share()).isLessThan(0.45);
        List.copyOf(all.subList(30, 150)).forEach(check -> check.checkLoop.retire());
        all.subList(30, 150).clear();

        clock.advance(Duration.ofSeconds(10));
        all.forEach(Checked::forget);
        clock.advance(Duration.ofSeconds(60));

        assertThat(loop.share()).isEqualTo(1);
        assertThat(counts("success").getMin()).isGreaterThanOrEqualTo(59);
        assertThat(counts("agent_overloaded").getMax()).isZero();
    }

    @Test
    void targetsThatHang_takeNoPlacesFromThoseThatAnswer() {
        Random random = new Random(11);
        loop.start();
        for (int i = 0; i < 100; i++) {
            new Checked(
                    "dead-" + i,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(30),
                    random);
        }
        checks(100, Duration.ofSeconds(1), Duration.ofMillis(1), random);

        clock.advance(Duration.ofSeconds(300));

        // 3000 runs would hang; 400 may be in flight, 2 of each check
        assertThat(all.subList(100, 200).stream()
                        .mapToInt(check -> check.count("agent_overloaded"))
                        .sum())
                .isZero();
        assertThat(all.subList(100, 200).stream()
                        .mapToInt(check -> check.count("success"))
                        .min()
                        .orElse(0))
                .isGreaterThanOrEqualTo(298);
        assertThat(all.subList(0, 100).stream()
                        .mapToInt(check -> check.count("success"))
                        .min()
                        .orElse(0))
                .isGreaterThan(10);
    }

    /** Every slot that was claimed has exactly one word, whatever load, stalls and steps do. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void everySlotOfEveryCheck_getsExactlyOneWordUnderRandomOverload(long seed) {
        Random random = new Random(seed);
        loop.start();
        for (int i = 0; i < 60; i++) {
            new Checked(
                    "check-" + i,
                    Duration.ofMillis(100 + random.nextInt(3_000)),
                    Duration.ofMillis(200 + random.nextInt(4_000)),
                    Duration.ofMillis(random.nextInt(20)),
                    Duration.ofMillis(random.nextInt(6_000)),
                    random);
        }

        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(4_000)));
            switch (random.nextInt(6)) {
                case 0 -> clock.stall(Duration.ofMillis(random.nextInt(5_000)));
                case 1 -> clock.step(Duration.ofMillis(random.nextInt(6_000) - 3_000));
                case 2 -> all.forEach(check -> check.costNanos = random.nextInt(40_000_000));
                case 3 -> all.forEach(check -> check.costNanos = random.nextInt(400_000));
                default -> all.get(random.nextInt(all.size())).answerNanos = random.nextInt(2_000_000_000);
            }
        }
        all.forEach(check -> check.checkLoop.stop());

        long told = 0;
        for (Checked check : all) {
            long next = check.checkLoop.nextSlot();
            assertThat(check.words).as("seed %d", seed).hasSize((int) (next - check.first));
            assertThat(check.words.keySet()).allSatisfy(slot -> assertThat(slot).isBetween(check.first, next - 1));
            told += check.words.values().stream()
                    .filter(word -> word.equals("agent_overloaded")
                            || word.equals("agent_stalled")
                            || word.equals("in_flight_limit"))
                    .count();
        }
        long counted = telemetry.runsMissed(UnknownReason.AGENT_OVERLOADED)
                + telemetry.runsMissed(UnknownReason.AGENT_STALLED)
                + telemetry.runsMissed(UnknownReason.IN_FLIGHT_LIMIT);
        assertThat(told).as("seed %d", seed).isEqualTo(counted);
        assertThat(telemetry.runsMissed(UnknownReason.AGENT_OVERLOADED))
                .as("seed %d", seed)
                .isPositive();
        assertThat(telemetry.runsInFlight()).isZero();
        assertThat(loop.load().inFlight()).isZero();
    }
}
