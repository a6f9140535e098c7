package dev.sonde.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.SlotWord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BatchGateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final CheckName CHECK = new CheckName("checkout");
    private static final Location EU = new Location("eu");
    private static final AgentIdentity AGENT = new AgentIdentity("eu-1", EU);
    private static final Plan PLAN = Plan.of(CHECK, EU, Duration.ofSeconds(10), Duration.ofSeconds(2));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingLog log = new RecordingLog();
    private final BatchGate gate =
            new BatchGate(log, Runnable::run, new CollectorMeters(registry), InstantSource.fixed(NOW), () -> 0);

    BatchGateTest() {
        gate.expect(Map.of(EU, Set.of(CHECK)));
    }

    @Test
    void anAcceptedBatchIsAnsweredAfterTheLogHasKeptIt() {
        log.answer = new CompletableFuture<>();

        CompletionStage<Receipt> receipt = gate.accept(AGENT, packed(batch(interval(CHECK, NOW))));
        boolean answeredBefore = receipt.toCompletableFuture().isDone();
        log.answer.complete(new BatchLog.Written(false, 2, 1));

        assertThat(answeredBefore).isFalse();
        assertThat(receipt.toCompletableFuture().join()).isEqualTo(new Receipt.Accepted());
        assertThat(log.batches).hasSize(1);
        assertThat(registry.counter("sonde.collector.slot.words.dropped").count())
                .isEqualTo(3);
        assertThat(batches("accepted", "")).isEqualTo(1);
    }

    @Test
    void aDuplicateIsAnsweredLikeAnAcceptance_andCounted() {
        log.answer = CompletableFuture.completedFuture(BatchLog.Written.DUPLICATE);

        assertThat(accept(packed(batch()))).isEqualTo(new Receipt.Duplicate());
        assertThat(batches("duplicate", "")).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsNotUnpacked() {
        Receipt receipt = accept(new byte[BatchIntake.MAX_BODY_BYTES + 1]);

        assertThat(receipt).isInstanceOfSatisfying(Receipt.Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Receipt.Cause.TOO_LARGE);
            assertThat(rejected.detail()).isEqualTo("body: 4194305 bytes (expected: at most 4194304)");
        });
        assertThat(batches("rejected", "too_large")).isEqualTo(1);
    }

    @Test
    void aBombIsTooLarge() {
        Receipt receipt = accept(BatchCodec.gzip(new byte[BatchCodec.MAX_BYTES + 1]));

        assertThat(receipt).extracting("cause").isEqualTo(Receipt.Cause.TOO_LARGE);
    }

    @Test
    void garbageIsMalformed_andAnotherVersionIsNamed() {
        byte[] newer = BatchCodec.encode(batch());
        newer[4] = 9;

        assertThat(accept(new byte[] {1, 2, 3})).extracting("cause").isEqualTo(Receipt.Cause.MALFORMED);
        assertThat(accept(BatchCodec.gzip(new byte[] {1, 2, 3})))
                .extracting("cause")
                .isEqualTo(Receipt.Cause.MALFORMED);
        assertThat(accept(BatchCodec.gzip(newer))).extracting("cause").isEqualTo(Receipt.Cause.UNKNOWN_VERSION);
        assertThat(log.batches).isEmpty();
    }

    @Test
    void aBatchThatNamesAnotherAgentThanItsTokenIsRejected() {
        Receipt receipt = gate.accept(new AgentIdentity("us-1", EU), packed(batch()))
                .toCompletableFuture()
                .join();

        assertThat(receipt)
                .isEqualTo(new Receipt.Rejected(
                        Receipt.Cause.OTHER_AGENT, "agent: eu-1 (expected: us-1, whose token it came with)"));
    }

    @Test
    void intervalsThatCannotBeFiledAreLeftOut_theOthersAreKept() {
        CheckName unknown = new CheckName("search");
        CheckInterval kept = interval(CHECK, NOW);
        CheckInterval ahead = interval(CHECK, NOW.plus(Duration.ofMinutes(59)));

        accept(packed(batch(
                interval(unknown, NOW),
                kept,
                interval(CHECK, NOW.plus(Duration.ofMinutes(61))),
                ahead,
                interval(CHECK, NOW.minus(Duration.ofDays(401))),
                interval(CHECK, NOW.minus(Duration.ofDays(402))))));

        assertThat(log.batches.get(0).intervals()).containsExactly(kept, ahead);
        assertThat(dropped("unknown_check")).isEqualTo(1);
        assertThat(dropped("in_the_future")).isEqualTo(1);
        assertThat(dropped("too_old")).isEqualTo(2);
    }

    @Test
    void theSameCheckAtAnotherLocationIsUnknownThere() {
        gate.expect(Map.of(new Location("us"), Set.of(CHECK)));

        accept(packed(batch(interval(CHECK, NOW))));

        assertThat(log.batches.get(0).intervals()).isEmpty();
        assertThat(dropped("unknown_check")).isEqualTo(1);
    }

    @Test
    void whatCannotBeKeptNowIsUnavailable() {
        log.answer = CompletableFuture.failedFuture(new BatchLog.NotKeptException("disk full"));

        assertThat(accept(packed(batch()))).isEqualTo(new Receipt.Unavailable("disk full"));
        assertThat(batches("rejected", "unavailable")).isEqualTo(1);
    }

    @Test
    void aBatchThatOurOwnDefectKeepsOutIsRejected_soThatTheAgentGoesOn() {
        log.answer = CompletableFuture.failedFuture(new IllegalStateException("a defect"));

        assertThat(accept(packed(batch()))).isInstanceOfSatisfying(Receipt.Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Receipt.Cause.MALFORMED);
            assertThat(rejected.detail()).contains("a defect");
        });
    }

    @Test
    void noMoreWaitsThanTheBoundAllows() {
        log.answer = new CompletableFuture<>();
        byte[] noise = new byte[4_000_000];
        new Random(1).nextBytes(noise);
        List<Runnable> waiting = new ArrayList<>();
        BatchGate slow =
                new BatchGate(log, waiting::add, new CollectorMeters(registry), InstantSource.fixed(NOW), () -> 0);

        List<Receipt> answered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            slow.accept(AGENT, noise).thenAccept(answered::add);
        }

        assertThat(waiting).hasSize(16);
        assertThat(answered)
                .hasSize(4)
                .allSatisfy(receipt -> assertThat(receipt).isInstanceOf(Receipt.Unavailable.class));
        waiting.forEach(Runnable::run);
        assertThat(answered).hasSize(20);
        assertThat(slow.accept(AGENT, noise).toCompletableFuture().isDone()).isFalse();
    }

    @Test
    void aGateThatIsClosingTellsAgentsToKeepTheirBatches() {
        BatchGate closing = new BatchGate(
                log,
                work -> {
                    throw new RejectedExecutionException();
                },
                new CollectorMeters(registry),
                InstantSource.fixed(NOW),
                () -> 0);

        assertThat(closing.accept(AGENT, packed(batch())).toCompletableFuture().join())
                .isInstanceOf(Receipt.Unavailable.class);
    }

    private Receipt accept(byte[] body) {
        return gate.accept(AGENT, body).toCompletableFuture().join();
    }

    private double batches(String result, String reason) {
        return registry.counter("sonde.collector.batches", "result", result, "reason", reason)
                .count();
    }

    private double dropped(String reason) {
        return registry.counter("sonde.collector.intervals.dropped", "reason", reason)
                .count();
    }

    private static byte[] packed(Batch batch) {
        return BatchCodec.gzip(BatchCodec.encode(batch));
    }

    private static Batch batch(CheckInterval... intervals) {
        return new Batch("eu-1", 7, 1, "r1", NOW, SparseHistogram.EMPTY, SparseHistogram.EMPTY, 0, List.of(intervals));
    }

    private static CheckInterval interval(CheckName check, Instant planned) {
        return new CheckInterval(
                check,
                PLAN,
                PLAN.slotAtOrBefore(planned.getEpochSecond() * 1_000_000_000L),
                SlotWords.of(SlotWord.GOOD),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of());
    }

    private static final class RecordingLog implements BatchLog {
        final List<Batch> batches = new ArrayList<>();
        CompletableFuture<Written> answer = CompletableFuture.completedFuture(new Written(false, 0, 0));

        @Override
        public CompletionStage<Written> append(AgentIdentity agent, Batch batch) {
            batches.add(batch);
            return answer;
        }
    }
}
