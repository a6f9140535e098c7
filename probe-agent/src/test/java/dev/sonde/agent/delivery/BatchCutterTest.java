package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.MalformedBatchException;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCutterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final SparseHistogram DELAYS = SparseHistogram.ofMicros(1, 2, 3);
    private static final SparseHistogram LAGS = SparseHistogram.ofMicros(4);
    private final BatchCutter cutter = new BatchCutter("eu-1", -7);

    private static CheckInterval interval(int number, List<Evidence> evidence) {
        return new CheckInterval(
                new CheckName("check-" + number),
                new Plan(1_000_000_000, 0, 1_000_000_000),
                number,
                SlotWords.of(SlotWord.GOOD),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                evidence,
                List.of());
    }

    private List<Batch> cut(List<CheckInterval> intervals) throws MalformedBatchException {
        List<Batch> batches = new ArrayList<>();
        for (byte[] parcel : cutter.cut(new Harvest("r1", NOW, intervals, DELAYS, LAGS), 9)) {
            batches.add(BatchCodec.decode(BatchCodec.gunzip(parcel, BatchCodec.MAX_BYTES)));
        }
        return batches;
    }

    @Test
    void batch_hasItsIdentityAndTheAgentsMeters() throws MalformedBatchException {
        List<CheckInterval> intervals = List.of(interval(1, List.of()), interval(2, List.of()));

        assertThat(cut(intervals)).containsExactly(new Batch("eu-1", -7, 1, "r1", NOW, DELAYS, LAGS, 9, intervals));
        assertThat(cut(List.of())).containsExactly(new Batch("eu-1", -7, 2, "r1", NOW, DELAYS, LAGS, 9, List.of()));
    }

    @Test
    void harvestOfManyChecks_isCutIntoSeveralBatchesThatTellTheMetersOnce() throws MalformedBatchException {
        List<CheckInterval> intervals = new ArrayList<>();
        for (int i = 0; i < 2 * BatchCutter.MAX_INTERVALS + 1; i++) {
            intervals.add(interval(i, List.of()));
        }

        List<Batch> batches = cut(intervals);

        assertThat(batches).extracting(Batch::sequence).containsExactly(1L, 2L, 3L);
        assertThat(batches.stream().flatMap(batch -> batch.intervals().stream()))
                .containsExactlyElementsOf(intervals);
        assertThat(batches)
                .extracting(Batch::scheduleDelay)
                .containsExactly(DELAYS, SparseHistogram.EMPTY, SparseHistogram.EMPTY);
    }

    @Test
    void harvestOfManyBytes_isCutIntoBatchesBelowTheBound() throws MalformedBatchException {
        Random random = new Random(11);
        List<CheckInterval> intervals = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            List<Evidence> evidence = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                String detail = random.ints(450, 'a', 'z')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                evidence.add(new Evidence(
                        i, NOW, Outcome.failure(FailureReason.ASSERTION), detail, "127.0.0.1:80", 200, 5, Map.of()));
            }
            intervals.add(interval(i, evidence));
        }

        List<Batch> batches = cut(intervals);

        assertThat(batches)
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        batch -> assertThat(BatchCodec.encode(batch)).hasSizeLessThanOrEqualTo(BatchCutter.MAX_BYTES));
        assertThat(batches.stream().flatMap(batch -> batch.intervals().stream()))
                .containsExactlyElementsOf(intervals);
    }
}
