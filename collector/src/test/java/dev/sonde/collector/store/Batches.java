package dev.sonde.collector.store;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Batches as agents send them. */
final class Batches {
    private Batches() {}

    static Batch batch(String agent, long incarnation, long sequence, CheckInterval... intervals) {
        return new Batch(
                agent,
                incarnation,
                sequence,
                "r1",
                Instant.EPOCH,
                SparseHistogram.EMPTY,
                SparseHistogram.EMPTY,
                0,
                List.of(intervals));
    }

    /** Words for own outcomes and one limit, and a duration for each good one. */
    static CheckInterval interval(
            CheckName check, Plan plan, long firstSlot, Duration limit, SlotWord[] own, SlotWord[] limited) {
        int good = 0;
        int bad = 0;
        for (SlotWord word : own) {
            good += word == SlotWord.GOOD ? 1 : 0;
            bad += !word.isNone() && word != SlotWord.GOOD && word.started() ? 1 : 0;
        }
        return new CheckInterval(
                check,
                plan,
                firstSlot,
                SlotWords.of(own),
                List.of(new LimitWords(limit, SlotWords.of(limited))),
                latencies(good, firstSlot),
                latencies(bad, 7 * firstSlot),
                0,
                null,
                List.of(),
                List.of());
    }

    static Latencies latencies(int count, long seed) {
        long[] micros = new long[count];
        for (int i = 0; i < count; i++) {
            micros[i] = 1_000 + Math.floorMod(seed * 31 + i * 977L, 400_000L);
        }
        SparseHistogram total = SparseHistogram.ofMicros(micros);
        TreeMap<String, SparseHistogram> steps = new TreeMap<>(Map.of("step-" + Math.floorMod(seed, 3), total));
        return count == 0 ? Latencies.EMPTY : new Latencies(total, Map.of(Phase.PROCESSING, total), steps);
    }
}
