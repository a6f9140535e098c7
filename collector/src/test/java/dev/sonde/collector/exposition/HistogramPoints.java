package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.collector.latency.BucketCounts.Classic;
import dev.sonde.contract.histogram.NativeSchema;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A distribution as a point of the metrics library. Pure; any thread. */
final class HistogramPoints {
    private static final long NO_TIMESTAMP = 0;

    private HistogramPoints() {}

    static HistogramDataPointSnapshot of(BucketCounts histogram, Labels labels, List<TracedRun> traced) {
        int[] indexes = IntStream.range(0, histogram.nativeSize())
                .filter(i -> histogram.nativeAt(i) > 0)
                .toArray();
        long[] counts = Arrays.stream(indexes).mapToLong(histogram::nativeAt).toArray();
        int[] buckets =
                Arrays.stream(indexes).map(i -> histogram.firstNative() + i).toArray();
        return new HistogramDataPointSnapshot(
                classic(histogram),
                BucketCounts.SCHEMA.schema(),
                histogram.zeroCount(),
                NativeSchema.ZERO_THRESHOLD_SECONDS,
                NativeHistogramBuckets.of(buckets, counts),
                NativeHistogramBuckets.EMPTY,
                histogram.sumMicros() / 1e6,
                labels,
                exemplars(traced),
                NO_TIMESTAMP);
    }

    private static ClassicHistogramBuckets classic(BucketCounts histogram) {
        Classic classic = histogram.classic();
        if (classic == Classic.NONE) {
            return ClassicHistogramBuckets.EMPTY;
        }
        int bounds = classic.bounds().size();
        double[] upperBounds = new double[bounds + 1];
        long[] counts = new long[bounds + 1];
        for (int i = 0; i <= bounds; i++) {
            upperBounds[i] = i == bounds
                    ? Double.POSITIVE_INFINITY
                    : classic.bounds().get(i).toMillis() / 1e3;
            counts[i] = histogram.classicAt(i);
        }
        return ClassicHistogramBuckets.of(upperBounds, counts);
    }

    private static Exemplars exemplars(List<TracedRun> traced) {
        Exemplars.Builder exemplars = Exemplars.builder();
        for (TracedRun run : traced) {
            exemplars.exemplar(Exemplar.builder()
                    .value(run.durationNanos() / 1e9)
                    .traceId(run.traceId())
                    .timestampMillis(run.startedAt().toEpochMilli())
                    .build());
        }
        return exemplars.build();
    }
}
