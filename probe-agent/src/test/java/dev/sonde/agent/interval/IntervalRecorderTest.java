package dev.sonde.agent.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.SampleBuilder;
import dev.sonde.agent.evidence.EvidenceLog;
import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalRecorderTest {
    private static final CheckName NAME = new CheckName("checkout-api");
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final long MINUTE = 60 * SECOND;
    private static final Plan PLAN = new Plan(10 * SECOND, 3 * SECOND, 30 * SECOND);
    private static final Outcome REFUSED = Outcome.failure(FailureReason.CONNECT_REFUSED);
    private final AgentTelemetry telemetry = new AgentTelemetry();

    private IntervalRecorder recorder(Duration... limits) {
        return new IntervalRecorder(NAME, PLAN, List.of(limits), 50 * MS, telemetry);
    }

    private static Sample sample(Outcome outcome, long millis) {
        return sample(outcome, millis, "");
    }

    private static Sample sample(Outcome outcome, long millis, String detail) {
        PhaseTimings phases = PhaseTimings.of(Map.of(Phase.RESOLVE, MS, Phase.CONNECT, (millis - 1) * MS));
        return SampleBuilder.sample(outcome, millis * MS)
                .phases(phases)
                .detail(detail)
                .address("127.0.0.1:443")
                .build();
    }

    private static List<CheckInterval> drain(IntervalRecorder recorder) {
        List<Tally> tallies = new ArrayList<>();
        recorder.drainTo(tallies);
        assertThat(recorder.isEmpty()).isTrue();
        return tallies.stream().map(Tally::seal).toList();
    }

    @Test
    void interval_holdsWordsDistributionsAndTheLastCertificate() {
        IntervalRecorder recorder = recorder(Duration.ofMillis(100), Duration.ofMillis(300));
        Instant expiry = Instant.parse("2027-01-01T00:00:00Z");

        recorder.ended(0, 0, sample(Outcome.SUCCESS, 50), 0);
        recorder.ended(3, 0, sample(REFUSED, 2), 0);
        recorder.missed(new MissedRun(4, 1, UnknownReason.IN_FLIGHT_LIMIT));
        recorder.ended(
                1,
                0,
                SampleBuilder.sample(Outcome.SUCCESS, 200 * MS)
                        .status(200)
                        .certificateExpiry(expiry)
                        .build(),
                0);

        CheckInterval interval = drain(recorder).get(0);
        SlotWord missed = SlotWord.unknown(UnknownReason.IN_FLIGHT_LIMIT, false);
        SlotWord slow = SlotWord.bad(FailureReason.TOO_SLOW);
        assertThat(interval.check()).isEqualTo(NAME);
        assertThat(interval.plan()).isEqualTo(PLAN);
        assertThat(interval.firstSlot()).isZero();
        assertThat(interval.words())
                .isEqualTo(SlotWords.of(SlotWord.GOOD, SlotWord.GOOD, SlotWord.NONE, REFUSED.word(), missed));
        assertThat(interval.limits().get(0).words())
                .isEqualTo(SlotWords.of(SlotWord.GOOD, slow, SlotWord.NONE, REFUSED.word(), missed));
        assertThat(interval.limits().get(1).words()).isEqualTo(interval.words());
        assertThat(interval.success().total()).isEqualTo(SparseHistogram.ofMicros(50_000, 200_000));
        assertThat(interval.success().phases())
                .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT)
                .containsEntry(Phase.CONNECT, SparseHistogram.ofMicros(49_000));
        assertThat(interval.failure().total()).isEqualTo(SparseHistogram.ofMicros(2_000));
        assertThat(interval.certificateExpiry()).isEqualTo(expiry);
        assertThat(interval.leftOut()).isZero();
        assertThat(drain(recorder)).isEmpty();
    }

    @Test
    void steps_areCountedByTheirOwnOutcome() {
        IntervalRecorder recorder = recorder();
        for (int slot = 0; slot < 3; slot++) {
            recorder.ended(
                    slot,
                    0,
                    withSteps(
                            Outcome.SUCCESS, new StepTime("login", 10 * MS, true), new StepTime("pay", 20 * MS, true)),
                    0);
        }
        recorder.ended(
                3, 0, withSteps(REFUSED, new StepTime("login", 11 * MS, true), new StepTime("pay", 30 * MS, false)), 0);

        CheckInterval interval = drain(recorder).get(0);

        assertThat(interval.success().steps())
                .containsEntry("login", SparseHistogram.ofMicros(10_000, 10_000, 10_000, 11_000))
                .containsEntry("pay", SparseHistogram.ofMicros(20_000, 20_000, 20_000));
        assertThat(interval.failure().steps()).containsOnlyKeys("pay").containsValue(SparseHistogram.ofMicros(30_000));
    }

    private static Sample withSteps(Outcome outcome, StepTime... steps) {
        return SampleBuilder.sample(outcome, 30 * MS).status(200).steps(steps).build();
    }

    @Test
    void intervals_areCutAtUtcMinutesOfPlannedTimeHoweverLateARunEnds() {
        IntervalRecorder recorder = recorder();

        // planned at 3, 13 ... 53 s of the minute: slots 0 to 5 are the first minute's
        recorder.ended(6, 0, sample(Outcome.SUCCESS, 1), 0);
        recorder.ended(5, 0, sample(Outcome.SUCCESS, 2), 0);
        List<CheckInterval> first = drain(recorder);
        recorder.ended(4, 0, sample(REFUSED, 29_000), 0);

        assertThat(first).extracting(CheckInterval::firstSlot).containsExactly(5L, 6L);
        assertThat(drain(recorder)).singleElement().satisfies(late -> {
            assertThat(late.firstSlot()).isEqualTo(4);
            assertThat(late.words()).isEqualTo(SlotWords.of(REFUSED.word()));
        });
    }

    @Test
    void lag_leavesDurationsOutAndCountsThem() {
        IntervalRecorder recorder = recorder();

        recorder.ended(0, 0, sample(Outcome.SUCCESS, 80), 51 * MS);
        recorder.ended(1, 0, sample(Outcome.failure(FailureReason.TIMEOUT), 29_000), 3_000 * MS);

        CheckInterval interval = drain(recorder).get(0);
        assertThat(interval.words())
                .isEqualTo(SlotWords.of(SlotWord.GOOD, SlotWord.unknown(UnknownReason.AGENT_STALLED, true)));
        assertThat(interval.success()).isEqualTo(Latencies.EMPTY);
        assertThat(interval.failure()).isEqualTo(Latencies.EMPTY);
        assertThat(interval.leftOut()).isEqualTo(2);
        assertThat(telemetry.durationsLeftOut()).isEqualTo(2);
    }

    @Test
    void ended_saysWhetherSomebodyShouldHearOfItSoon() {
        IntervalRecorder recorder = recorder(Duration.ofMillis(300));

        assertThat(recorder.ended(0, 0, sample(Outcome.SUCCESS, 5), 0)).isFalse();
        assertThat(recorder.ended(1, 0, sample(REFUSED, 5), 0)).isTrue();
        assertThat(recorder.ended(2, 0, sample(REFUSED, 5), 0)).isTrue();
        assertThat(recorder.ended(3, 0, sample(Outcome.unknown(UnknownReason.AGENT_ERROR), 5), 0))
                .isFalse();
        assertThat(recorder.ended(4, 0, sample(Outcome.SUCCESS, 5), 0)).isTrue();
        assertThat(recorder.ended(5, 0, sample(Outcome.SUCCESS, 5), 0)).isFalse();
        assertThat(recorder.ended(6, 0, sample(Outcome.SUCCESS, 301), 0)).isTrue();
        assertThat(recorder.ended(7, 0, sample(Outcome.SUCCESS, 5), 0)).isTrue();
    }

    @Test
    void evidence_keepsTheNewestFailuresAndSlowRuns() {
        IntervalRecorder recorder = recorder(Duration.ofMillis(300));
        for (int slot = 0; slot < 5; slot++) {
            recorder.ended(slot, 7 * SECOND, sample(REFUSED, 2, "refused\n#" + slot), 0);
        }
        recorder.ended(5, 0, sample(Outcome.SUCCESS, 412), 0);

        CheckInterval interval = drain(recorder).get(0);
        assertThat(interval.evidence()).hasSize(EvidenceLog.most(EvidenceKind.FAILURE));
        assertThat(interval.evidence().get(1).detail()).isEqualTo("refused #4");
        assertThat(interval.evidence().get(1).startedAt()).isEqualTo(Instant.ofEpochSecond(7));
        assertThat(interval.evidence().get(1).outcome()).isEqualTo(REFUSED);
        assertThat(interval.evidence().get(2).detail()).isEqualTo("412 ms (expected: at most 300 ms)");
        assertThat(interval.evidence().get(2).outcome()).isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
    }

    @Test
    void newLimits_judgeLaterRunsAndLeaveEarlierOnes() {
        IntervalRecorder recorder = recorder(Duration.ofMillis(300));
        recorder.ended(0, 0, sample(Outcome.SUCCESS, 200), 0);

        recorder.judgeBy(List.of(Duration.ofMillis(100)));
        recorder.ended(1, 0, sample(Outcome.SUCCESS, 200), 0);

        List<CheckInterval> intervals = drain(recorder);
        assertThat(intervals.get(0).limits().get(0).limit()).isEqualTo(Duration.ofMillis(300));
        assertThat(intervals.get(0).limits().get(0).words()).isEqualTo(SlotWords.of(SlotWord.GOOD));
        assertThat(intervals.get(1).limits().get(0).limit()).isEqualTo(Duration.ofMillis(100));
        assertThat(intervals.get(1).limits().get(0).words())
                .isEqualTo(SlotWords.of(SlotWord.bad(FailureReason.TOO_SLOW)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 20261122})
    void everySlotsWord_isInExactlyOneIntervalWhateverTheOrderAndTheCuts(long seed) {
        Random random = new Random(seed);
        long interval = (100 + random.nextInt(20_000)) * MS;
        Plan plan = new Plan(interval, random.nextLong(interval), 2_000 * MS + random.nextLong(5 * interval));
        List<Duration> limits = List.of(Duration.ofMillis(100), Duration.ofMillis(1_000));
        IntervalRecorder recorder = new IntervalRecorder(NAME, plan, limits, 50 * MS, telemetry);
        Map<Long, SlotWord> expected = new HashMap<>();
        Map<Long, SlotWord> expectedSlowest = new HashMap<>();
        List<CheckInterval> intervals = new ArrayList<>();
        List<Long> running = new ArrayList<>();
        long measured = 0;
        long leftOut = 0;
        long next = 1_000_000;

        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    int count = 1 + random.nextInt(30);
                    UnknownReason reason = UnknownReason.values()[random.nextInt(5)];
                    recorder.missed(new MissedRun(next, count, reason));
                    for (int i = 0; i < count; i++) {
                        expected.put(next, SlotWord.unknown(reason, false));
                        expectedSlowest.put(next++, SlotWord.unknown(reason, false));
                    }
                }
                case 1 -> intervals.addAll(drain(recorder));
                case 2, 3, 4, 5 -> running.add(next++);
                default -> {
                    if (running.isEmpty()) {
                        continue;
                    }
                    long slot = running.remove(random.nextInt(running.size()));
                    long millis = random.nextInt(1_500);
                    boolean lagged = random.nextInt(4) == 0;
                    Outcome outcome = switch (random.nextInt(4)) {
                        case 0 -> REFUSED;
                        case 1 -> Outcome.failure(FailureReason.TIMEOUT);
                        default -> Outcome.SUCCESS;
                    };
                    Sample run = SampleBuilder.sample(outcome, millis * MS).build();
                    recorder.ended(slot, 0, run, lagged ? 151 * MS : 0);
                    SlotWord stalled = SlotWord.unknown(UnknownReason.AGENT_STALLED, true);
                    boolean timedOut = outcome.word() == SlotWord.bad(FailureReason.TIMEOUT);
                    SlotWord own = timedOut && lagged ? stalled : outcome.word();
                    SlotWord slow = lagged && millis <= 1_151 ? stalled : SlotWord.bad(FailureReason.TOO_SLOW);
                    expected.put(slot, own);
                    expectedSlowest.put(slot, own == SlotWord.GOOD && millis > 1_000 ? slow : own);
                    measured += lagged ? 0 : 1;
                    leftOut += lagged ? 1 : 0;
                }
            }
        }
        intervals.addAll(drain(recorder));

        Map<Long, SlotWord> told = new HashMap<>();
        Map<Long, SlotWord> toldSlowest = new HashMap<>();
        for (CheckInterval cut : intervals) {
            long last = cut.firstSlot() + cut.words().count() - 1;
            assertThat(Math.floorDiv(plan.plannedEpochNanos(last), MINUTE))
                    .isEqualTo(Math.floorDiv(plan.plannedEpochNanos(cut.firstSlot()), MINUTE));
            for (int i = 0; i < cut.words().count(); i++) {
                if (!cut.words().at(i).isNone()) {
                    assertThat(told.put(cut.firstSlot() + i, cut.words().at(i))).isNull();
                    toldSlowest.put(
                            cut.firstSlot() + i, cut.limits().get(1).words().at(i));
                }
            }
        }
        assertThat(told).isEqualTo(expected);
        assertThat(toldSlowest).isEqualTo(expectedSlowest);
        assertThat(intervals.stream()
                        .mapToLong(cut -> cut.success().total().totalCount()
                                + cut.failure().total().totalCount())
                        .sum())
                .isEqualTo(measured);
        assertThat(intervals.stream().mapToLong(CheckInterval::leftOut).sum()).isEqualTo(leftOut);
    }
}
