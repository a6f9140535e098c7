package dev.sonde.agent.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.SampleBuilder;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which runs are kept as evidence, and that no other run is asked for its trail. */
class EvidenceChoiceTest {
    private static final long SEED = 7;
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final Plan PLAN = new Plan(10 * SECOND, 0, 5 * SECOND);
    private static final Outcome REFUSED = Outcome.failure(FailureReason.CONNECT_REFUSED);
    private static final Outcome LATE = Outcome.failure(FailureReason.TIMEOUT);
    private static final Trail TRAIL =
            new Trail("0af7651916cd43dd8448eb211c80319c", List.of(), List.of(), List.of(), "", null, null, List.of());

    private int asked;

    private IntervalRecorder recorder(int slowest, String sample, boolean deep, Duration... limits) {
        Conduct conduct = new Conduct(null, null, null, deep, new EvidenceRule(slowest, new BigDecimal(sample)));
        return new IntervalRecorder(
                new CheckName("shop"),
                PLAN,
                List.of(limits),
                50 * MS,
                new AgentTelemetry(),
                new EvidenceChoice(PLAN, conduct, new SplittableRandom(SEED)));
    }

    private Sample sample(Outcome outcome, long millis) {
        return SampleBuilder.sample(outcome, millis * MS)
                .trail(() -> {
                    asked++;
                    return TRAIL;
                })
                .build();
    }

    private static List<CheckInterval> drain(IntervalRecorder recorder) {
        List<Tally> tallies = new ArrayList<>();
        recorder.drainTo(tallies);
        return tallies.stream().map(Tally::seal).toList();
    }

    private static List<Evidence> evidence(IntervalRecorder recorder) {
        return drain(recorder).stream()
                .flatMap(interval -> interval.evidence().stream())
                .toList();
    }

    @Test
    void slowestSuccess_isKeptWhenItsFiveMinutesAreOver() {
        IntervalRecorder recorder = recorder(1, "0", false);

        for (int slot = 0; slot < 30; slot++) {
            recorder.ended(slot, slot, sample(Outcome.SUCCESS, slot == 11 ? 90 : 20), 0);
        }
        assertThat(evidence(recorder)).isEmpty();
        recorder.ended(30, 30, sample(Outcome.SUCCESS, 5), 0);

        assertThat(evidence(recorder)).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo(EvidenceKind.SLOW);
            assertThat(run.slot()).isEqualTo(11);
            assertThat(run.durationNanos()).isEqualTo(90 * MS);
            assertThat(run.trail()).isEqualTo(TRAIL);
        });
        assertThat(asked)
                .as("the first, the slow one, and the first of the next five minutes")
                .isEqualTo(3);
    }

    @Test
    void slowestSeveral_areKeptAndOneThatLaggedIsNot() {
        IntervalRecorder recorder = recorder(2, "0", false);

        recorder.ended(0, 0, sample(Outcome.SUCCESS, 30), 0);
        recorder.ended(1, 0, sample(Outcome.SUCCESS, 10), 0);
        recorder.ended(2, 0, sample(Outcome.SUCCESS, 20), 0);
        recorder.ended(3, 0, sample(Outcome.SUCCESS, 500), 60 * MS);
        recorder.ended(30, 0, sample(Outcome.SUCCESS, 1), 0);

        assertThat(evidence(recorder)).extracting(Evidence::slot).containsExactly(2L, 0L);
    }

    @Test
    void noSlowAndNoSample_asksNoSuccessForItsTrail() {
        IntervalRecorder recorder = recorder(0, "0", false);

        for (int slot = 0; slot < 100; slot++) {
            recorder.ended(slot, 0, sample(Outcome.SUCCESS, 20 + slot), 0);
        }

        assertThat(evidence(recorder)).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void sample_drawsItsShareOfSuccesses() {
        IntervalRecorder recorder = recorder(0, "0.1", false);
        int kept = 0;

        for (int slot = 0; slot < 2_000; slot++) {
            recorder.ended(slot, 0, sample(Outcome.SUCCESS, 20), 0);
            kept += evidence(recorder).size();
        }

        assertThat(kept).as("seed %d", SEED).isBetween(150, 250).isEqualTo(asked);
    }

    @Test
    void everyRunOfADeepCheck_isKeptAndAFailureStaysOne() {
        IntervalRecorder recorder = recorder(1, "1", true);

        recorder.ended(0, 0, sample(Outcome.SUCCESS, 20), 0);
        recorder.ended(1, 0, sample(REFUSED, 20), 0);
        recorder.ended(2, 0, sample(Outcome.SUCCESS, 20), 0);

        assertThat(evidence(recorder))
                .extracting(Evidence::kind)
                .containsExactlyInAnyOrder(EvidenceKind.DEEP, EvidenceKind.FAILURE, EvidenceKind.DEEP);
    }

    @Test
    void runsThatDidNotGoWell_areKeptWithTheLagTheyMet() {
        IntervalRecorder recorder = recorder(1, "0", false, Duration.ofMillis(100));

        recorder.ended(0, 0, sample(LATE, 4_000), 700 * MS);
        recorder.ended(1, 0, sample(Outcome.SUCCESS, 200), 3 * MS);

        List<Evidence> runs = evidence(recorder);
        assertThat(runs).extracting(Evidence::kind).containsOnly(EvidenceKind.FAILURE);
        assertThat(runs).extracting(Evidence::loopLagNanos).containsExactly(700 * MS, 3 * MS);
        assertThat(runs)
                .extracting(Evidence::outcome)
                .containsExactly(Outcome.unknown(UnknownReason.AGENT_STALLED), Outcome.failure(FailureReason.TOO_SLOW));
        assertThat(runs.get(1).detail()).isEqualTo("200 ms (expected: at most 100 ms)");
    }

    @Test
    void confirmingRun_isInNoSlotAndInNoDistribution() {
        IntervalRecorder recorder = recorder(1, "0", false);
        recorder.ended(3, 0, sample(REFUSED, 2), 0);
        assertThat(recorder.failed(sample(REFUSED, 2), 0)).isTrue();
        recorder.confirming(3);
        CheckInterval told = drain(recorder).get(0);

        recorder.confirmed(3, 5, sample(Outcome.SUCCESS, 4), 0);
        CheckInterval later = drain(recorder).get(0);

        assertThat(told.words()).isEqualTo(SlotWords.of(REFUSED.word()));
        assertThat(told.confirmations()).containsExactly(new Confirmation(3, null));
        assertThat(later.firstSlot()).isEqualTo(3);
        assertThat(later.words()).isEqualTo(SlotWords.of(SlotWord.NONE));
        assertThat(later.success().total().isEmpty()).isTrue();
        assertThat(later.confirmations()).containsExactly(new Confirmation(3, Outcome.SUCCESS));
        assertThat(later.evidence()).extracting(Evidence::kind).containsExactly(EvidenceKind.CONFIRMATION);
    }

    @Test
    void confirmationInTheSameCut_leavesTheSlotsWordAlone() {
        IntervalRecorder recorder = recorder(1, "0", false);

        recorder.ended(3, 0, sample(REFUSED, 2), 0);
        recorder.confirming(3);
        recorder.confirmed(3, 5, sample(REFUSED, 4), 0);

        assertThat(drain(recorder)).singleElement().satisfies(interval -> {
            assertThat(interval.words()).isEqualTo(SlotWords.of(REFUSED.word()));
            assertThat(interval.confirmations())
                    .containsExactly(new Confirmation(3, null), new Confirmation(3, REFUSED));
        });
    }

    @Test
    void failureThatRestsOnTimeUnderLag_isNotConfirmed() {
        IntervalRecorder recorder = recorder(1, "0", false);

        assertThat(recorder.failed(sample(LATE, 4_000), 600 * MS)).isFalse();
        assertThat(recorder.failed(sample(LATE, 5_000), 60 * MS)).isTrue();
        assertThat(recorder.failed(sample(LATE, 5_000), 0)).isTrue();
        assertThat(recorder.failed(sample(Outcome.SUCCESS, 1), 0)).isFalse();
    }
}
