package dev.sonde.benchmarks;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.MalformedBatchException;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A whole batch: 1000 checks with ten runs each, one limit, and distributions of the whole and of five phases. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchCodecBenchmark {
    private static final int CHECKS = 1_000;
    private static final int RUNS = 10;
    private static final List<Phase> PHASES =
            List.of(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);

    private Batch batch = batch();
    private byte[] encoded = {};
    private byte[] packed = {};

    @Setup
    public void setUp() {
        batch = batch();
        encoded = BatchCodec.encode(batch);
        packed = BatchCodec.gzip(encoded);
        System.out.println("# bytes of the batch: " + encoded.length + ", packed " + packed.length);
    }

    @Benchmark
    public byte[] encode() {
        return BatchCodec.encode(batch);
    }

    @Benchmark
    public Batch decode() throws MalformedBatchException {
        return BatchCodec.decode(encoded);
    }

    @Benchmark
    public byte[] gzip() {
        return BatchCodec.gzip(encoded);
    }

    @Benchmark
    public byte[] gunzip() throws MalformedBatchException {
        return BatchCodec.gunzip(packed, BatchCodec.MAX_BYTES);
    }

    private static Batch batch() {
        Random random = new Random(4);
        Plan plan = new Plan(500_000_000L, 123_456_789L, 5_000_000_000L);
        long firstSlot = plan.slotAfter(1_800_000_000L * 1_000_000_000L);
        SlotWords words = SlotWords.of(Collections.nCopies(RUNS, SlotWord.GOOD).toArray(SlotWord[]::new));
        List<CheckInterval> intervals = new ArrayList<>();
        for (int check = 0; check < CHECKS; check++) {
            Map<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
            for (Phase phase : PHASES) {
                phases.put(phase, SparseHistogram.ofMicros(ResponseTimes.micros(random, RUNS)));
            }
            intervals.add(new CheckInterval(
                    new CheckName("checkout-api-" + check),
                    plan,
                    firstSlot,
                    words,
                    List.of(new LimitWords(Duration.ofMillis(300), words)),
                    new Latencies(SparseHistogram.ofMicros(ResponseTimes.micros(random, RUNS)), phases),
                    Latencies.EMPTY,
                    0,
                    Instant.ofEpochSecond(1_810_000_000L),
                    List.of(),
                    List.of()));
        }
        SparseHistogram delays = SparseHistogram.ofMicros(ResponseTimes.micros(random, CHECKS));
        return new Batch(
                "eu-1", 42, 1, "0123456789abcdef", Instant.ofEpochSecond(1_800_000_005L), delays, delays, 0, intervals);
    }
}
