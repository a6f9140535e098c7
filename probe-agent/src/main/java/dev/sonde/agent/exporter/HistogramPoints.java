package dev.sonde.agent.exporter;

import dev.sonde.contract.histogram.NativeBuckets;
import dev.sonde.contract.histogram.NativeSchema;
import dev.sonde.contract.histogram.SparseHistogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.time.Duration;
import java.util.List;

/** A distribution as a point of a Prometheus histogram. Pure; any thread. */
final class HistogramPoints {
    private static final NativeSchema SCHEMA = NativeSchema.SCHEMA_3;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final long NO_TIMESTAMP = 0;

    private HistogramPoints() {}

    /** Native buckets alone; text shows the infinite bucket, sum and count. */
    static HistogramDataPointSnapshot nativeOnly(SparseHistogram histogram, Labels labels) {
        return nativeOnly(histogram, labels, Exemplars.EMPTY);
    }

    /** As {@link #nativeOnly(SparseHistogram, Labels)}, with runs that stand behind buckets. */
    static HistogramDataPointSnapshot nativeOnly(SparseHistogram histogram, Labels labels, Exemplars exemplars) {
        return point(histogram, ClassicHistogramBuckets.EMPTY, labels, exemplars);
    }

    /** Native buckets, and classic ones with an infinite one after the bounds. */
    static HistogramDataPointSnapshot classicAndNative(
            SparseHistogram histogram, List<Duration> bounds, Labels labels) {
        return classicAndNative(histogram, bounds, labels, Exemplars.EMPTY);
    }

    /** As {@link #classicAndNative(SparseHistogram, List, Labels)}, with runs that stand behind buckets. */
    static HistogramDataPointSnapshot classicAndNative(
            SparseHistogram histogram, List<Duration> bounds, Labels labels, Exemplars exemplars) {
        double[] upperBounds = new double[bounds.size() + 1];
        for (int i = 0; i < bounds.size(); i++) {
            upperBounds[i] = bounds.get(i).toMillis() / MILLIS_PER_SECOND;
        }
        upperBounds[bounds.size()] = Double.POSITIVE_INFINITY;
        long[] counts = histogram.cumulativeCounts(upperBounds);
        for (int i = counts.length - 1; i > 0; i--) {
            counts[i] -= counts[i - 1];
        }
        return point(histogram, ClassicHistogramBuckets.of(upperBounds, counts), labels, exemplars);
    }

    private static HistogramDataPointSnapshot point(
            SparseHistogram histogram, ClassicHistogramBuckets classic, Labels labels, Exemplars exemplars) {
        NativeBuckets buckets = SCHEMA.bucketsOf(histogram);
        int[] indexes = new int[buckets.size()];
        long[] counts = new long[buckets.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = buckets.bucketAt(i);
            counts[i] = buckets.countAt(i);
        }
        return new HistogramDataPointSnapshot(
                classic,
                buckets.schema(),
                buckets.zeroCount(),
                NativeSchema.ZERO_THRESHOLD_SECONDS,
                NativeHistogramBuckets.of(indexes, counts),
                NativeHistogramBuckets.EMPTY,
                histogram.sumMicros() / MICROS_PER_SECOND,
                labels,
                exemplars,
                NO_TIMESTAMP);
    }
}
