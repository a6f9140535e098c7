package dev.sonde.collector.latency;

import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.NativeSchema;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.series.BucketBounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A distribution in the buckets in which metrics show it: native ones of schema 3 and, where they are wanted, the classic
 * ones of response times. It takes some hundred bytes however long it is added to, where the exact distribution would take
 * some tens of thousands; each sample counts exactly where it would count if the exact one were put into buckets.
 * Immutable for everybody but the {@link LatencyLine} that owns it, which adds to it until it shows it to somebody; any thread.
 */
public final class BucketCounts {
    /** The native layout in use. */
    public static final NativeSchema SCHEMA = NativeSchema.SCHEMA_3;

    /** Classic buckets, each up to its bound; one more is above them all. */
    public enum Classic {
        NONE,
        RESPONSE_TIME,
        DELAY;

        /** Ascending. */
        public List<Duration> bounds() {
            return switch (this) {
                case NONE -> List.of();
                case RESPONSE_TIME -> BucketBounds.RESPONSE_TIME;
                case DELAY -> BucketBounds.DELAY;
            };
        }
    }

    /** For each bound the last index of {@link HdrBuckets} that lies in its bucket. */
    private static final Map<Classic, int[]> LAST_INDEXES = lastIndexes();

    private final Classic classicBounds;
    private long count;
    private double sumMicros;
    private long zeroCount;
    private int firstBucket;
    /** Of the native buckets from the first one on, empty ones between included. */
    private long[] counts;
    /** One per bound and one above all of them, each its own; empty if classic ones are not wanted. */
    private final long[] classic;

    private BucketCounts(
            Classic classicBounds,
            long count,
            double sumMicros,
            long zeroCount,
            int firstBucket,
            long[] counts,
            long[] classic) {
        this.classicBounds = classicBounds;
        this.count = count;
        this.sumMicros = sumMicros;
        this.zeroCount = zeroCount;
        this.firstBucket = firstBucket;
        this.counts = counts;
        this.classic = classic;
    }

    /** Nothing yet, in native buckets and these classic ones. */
    public static BucketCounts none(Classic classic) {
        int size = classic == Classic.NONE ? 0 : classic.bounds().size() + 1;
        return new BucketCounts(classic, 0, 0, 0, 0, new long[0], new long[size]);
    }

    /** With the samples of a histogram. */
    public BucketCounts plus(SparseHistogram more) {
        if (more.isEmpty()) {
            return this;
        }
        BucketCounts sum = copy();
        sum.add(more);
        return sum;
    }

    /** The same counts, to be added to without touching these. */
    BucketCounts copy() {
        return new BucketCounts(
                classicBounds, count, sumMicros, zeroCount, firstBucket, counts.clone(), classic.clone());
    }

    /** Adds the samples of a histogram to these very counts, which nobody else may know. */
    void add(SparseHistogram more) {
        if (more.isEmpty()) {
            return;
        }
        count = Math.addExact(count, more.totalCount());
        sumMicros += more.sumMicros();
        int last = more.size() - 1;
        int begin = more.indexAt(0) == 0 ? 1 : 0;
        zeroCount += begin == 1 ? more.countAt(0) : 0;
        if (begin <= last) {
            reach(SCHEMA.bucketOfIndex(more.indexAt(begin)), SCHEMA.bucketOfIndex(more.indexAt(last)));
            for (int i = begin; i <= last; i++) {
                counts[SCHEMA.bucketOfIndex(more.indexAt(i)) - firstBucket] += more.countAt(i);
            }
        }
        if (classicBounds != Classic.NONE) {
            addClassic(more);
        }
    }

    /** Makes room for native buckets. */
    private void reach(int low, int high) {
        int first = counts.length == 0 ? low : Math.min(firstBucket, low);
        int behind = counts.length == 0 ? high + 1 : Math.max(firstBucket + counts.length, high + 1);
        if (behind - first > counts.length) {
            long[] wider = new long[behind - first];
            System.arraycopy(counts, 0, wider, counts.length == 0 ? 0 : firstBucket - first, counts.length);
            counts = wider;
            firstBucket = first;
        }
    }

    private void addClassic(SparseHistogram more) {
        int[] lastIndexes = Objects.requireNonNull(LAST_INDEXES.get(classicBounds));
        int bound = 0;
        for (int i = 0; i < more.size(); i++) {
            while (bound < lastIndexes.length && more.indexAt(i) > lastIndexes[bound]) {
                bound++;
            }
            classic[bound] += more.countAt(i);
        }
    }

    /** Whether it has no sample. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Number of samples. */
    public long count() {
        return count;
    }

    /** Sum of all samples, each taken at the middle of its bucket of the recorder, in microseconds. */
    public double sumMicros() {
        return sumMicros;
    }

    /** Its classic buckets. */
    public Classic classic() {
        return classicBounds;
    }

    /** Samples in a classic bucket alone; the one behind the last bound is above them all. */
    public long classicAt(int i) {
        return classic[i];
    }

    /** Samples at or below {@link NativeSchema#ZERO_THRESHOLD_SECONDS}. */
    public long zeroCount() {
        return zeroCount;
    }

    /** Number of the first native bucket, as Prometheus counts them: 0 ends at one second. */
    public int firstNative() {
        return firstBucket;
    }

    /** How many native buckets there are, empty ones between others included. */
    public int nativeSize() {
        return counts.length;
    }

    /** Samples in the native bucket so many behind the first. */
    public long nativeAt(int i) {
        return counts[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketCounts that
                && count == that.count
                && Double.compare(sumMicros, that.sumMicros) == 0
                && zeroCount == that.zeroCount
                && firstBucket == that.firstBucket
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(classic, that.classic);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(count) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "BucketCounts[" + count + " samples, " + sumMicros + " us, zero " + zeroCount + ", from " + firstBucket
                + " " + Arrays.toString(counts) + ", classic " + Arrays.toString(classic) + "]";
    }

    private static Map<Classic, int[]> lastIndexes() {
        Map<Classic, int[]> indexes = new EnumMap<>(Classic.class);
        for (Classic classic : Classic.values()) {
            indexes.put(
                    classic,
                    classic.bounds().stream()
                            .mapToInt(bound -> HdrBuckets.indexOf(bound.toNanos() / 1_000))
                            .toArray());
        }
        return Collections.unmodifiableMap(indexes);
    }
}
