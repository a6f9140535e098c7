package dev.sonde.agent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceBudgetTest {
    private static final List<CheckInterval> TEN = List.of(
            interval(EvidenceKind.FAILURE, EvidenceKind.FAILURE, EvidenceKind.SLOW),
            interval(),
            interval(EvidenceKind.FAILURE, EvidenceKind.FAILURE, EvidenceKind.FAILURE),
            interval(EvidenceKind.SAMPLE, EvidenceKind.SLOW, EvidenceKind.SLOW, EvidenceKind.CONFIRMATION));

    @Test
    void whatFits_isLeftAsItIs() {
        assertThat(EvidenceBudget.count(TEN)).isEqualTo(10);
        assertThat(EvidenceBudget.within(10, TEN)).isSameAs(TEN);
    }

    @Test
    void tooMuch_leavesTheNewestOfEachKindAndThenNone() {
        List<CheckInterval> bounded = EvidenceBudget.within(5, TEN);

        assertThat(bounded).extracting(interval -> interval.evidence().size()).containsExactly(2, 0, 1, 2);
        assertThat(bounded.get(0).evidence())
                .extracting(Evidence::slot)
                .as("the newest of each kind")
                .containsExactly(2L, 1L);
        assertThat(bounded.get(0).words()).isEqualTo(TEN.get(0).words());
    }

    private static CheckInterval interval(EvidenceKind... kinds) {
        Evidence[] runs = new Evidence[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            runs[i] =
                    new Evidence(kinds[i], i, Instant.EPOCH, Outcome.SUCCESS, "", null, 0, 1, Map.of(), 0, Trail.NONE);
        }
        return new CheckInterval(
                new CheckName("a"),
                new Plan(1_000_000_000, 0, 1),
                0,
                SlotWords.of(SlotWord.GOOD),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(runs),
                List.of());
    }
}
