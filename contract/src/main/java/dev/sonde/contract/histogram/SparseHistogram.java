package dev.sonde.contract.histogram;

import java.util.Arrays;

/**
 * A latency distribution as ascending (bucket index, count) pairs on {@link HdrBuckets}; nothing is lost against a dense
 * HdrHistogram of 3 digits. A merge walks two sorted arrays. Immutable; any thread. Unit: microseconds.
 */
public final class SparseHistogram {
    public static final SparseHistogram EMPTY = new SparseHistogram(new int[0], new long[0], 0);

    private final int[] indexes;
    private final long[] counts;
    private final long totalCount;

    private SparseHistogram(int[] indexes, long[] counts, long totalCount) {
        this.indexes = indexes;
        this.counts = counts;
        this.totalCount = totalCount;
    }

    /**
     * A histogram from its pairs.
     *
     * @param indexes strictly ascending, 0 to {@link HdrBuckets#MAX_INDEX}
     * @param counts positive, as many
     */
    public static SparseHistogram ofPairs(int[] indexes, long[] counts) {
        if (indexes.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts: " + counts.length + " (expected: " + indexes.length + ", one per index)");
        }
        long total = 0;
        int previous = -1;
        for (int i = 0; i < indexes.length; i++) {
            if (indexes[i] <= previous || indexes[i] > HdrBuckets.MAX_INDEX) {
                throw new IllegalArgumentException(
                        "bucket index: " + indexes[i] + " (expected: ascending, at most " + HdrBuckets.MAX_INDEX + ")");
            }
            if (counts[i] <= 0) {
                throw new IllegalArgumentException("bucket count: " + counts[i] + " (expected: above 0)");
            }
            previous = indexes[i];
            total = Math.addExact(total, counts[i]);
        }
        return indexes.length == 0 ? EMPTY : new SparseHistogram(indexes.clone(), counts.clone(), total);
    }

    /** As {@link #ofPairs} for arrays that are known to be right and that nobody else keeps. */
    static SparseHistogram ofTrusted(int[] indexes, long[] counts, long totalCount) {
        return indexes.length == 0 ? EMPTY : new SparseHistogram(indexes, counts, totalCount);
    }

    /** A histogram of these values. */
    public static SparseHistogram ofMicros(long... values) {
        int[] indexes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            indexes[i] = HdrBuckets.indexOf(values[i]);
        }
        return ofIndexes(indexes, indexes.length);
    }

    /**
     * A histogram of values of which only the buckets are known. Allocates nothing beside what it keeps: an agent makes seven
     * for each check at each cut.
     *
     * @param indexes of the buckets, as {@link HdrBuckets#indexOf} gives them, in any order; left sorted
     * @param count how many of them count, from the first
     */
    public static SparseHistogram ofIndexes(int[] indexes, int count) {
        Arrays.sort(indexes, 0, count);
        int pairs = 0;
        for (int i = 0; i < count; i++) {
            pairs += i == 0 || indexes[i] != indexes[i - 1] ? 1 : 0;
        }
        if (count > 0 && (indexes[0] < 0 || indexes[count - 1] > HdrBuckets.MAX_INDEX)) {
            throw new IllegalArgumentException("bucket indexes: " + indexes[0] + " to " + indexes[count - 1]
                    + " (expected: 0 to " + HdrBuckets.MAX_INDEX + ")");
        }
        int[] distinct = new int[pairs];
        long[] counts = new long[pairs];
        int pair = -1;
        for (int i = 0; i < count; i++) {
            if (i == 0 || indexes[i] != indexes[i - 1]) {
                distinct[++pair] = indexes[i];
            }
            counts[pair]++;
        }
        return ofTrusted(distinct, counts, count);
    }

    /** Both together. */
    public SparseHistogram plus(SparseHistogram other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        int[] mergedIndexes = new int[indexes.length + other.indexes.length];
        long[] mergedCounts = new long[mergedIndexes.length];
        int mine = 0;
        int theirs = 0;
        int size = 0;
        while (mine < indexes.length || theirs < other.indexes.length) {
            int left = mine < indexes.length ? indexes[mine] : Integer.MAX_VALUE;
            int right = theirs < other.indexes.length ? other.indexes[theirs] : Integer.MAX_VALUE;
            long count = 0;
            if (left <= right) {
                count += counts[mine++];
            }
            if (right <= left) {
                count += other.counts[theirs++];
            }
            mergedIndexes[size] = Math.min(left, right);
            mergedCounts[size++] = count;
        }
        return new SparseHistogram(
                Arrays.copyOf(mergedIndexes, size),
                Arrays.copyOf(mergedCounts, size),
                Math.addExact(totalCount, other.totalCount));
    }

    /** Whether it has no sample. */
    public boolean isEmpty() {
        return indexes.length == 0;
    }

    /** Number of samples. */
    public long totalCount() {
        return totalCount;
    }

    /** Number of pairs. */
    public int size() {
        return indexes.length;
    }

    /** Bucket index of pair i. */
    public int indexAt(int i) {
        return indexes[i];
    }

    /** Count of pair i. */
    public long countAt(int i) {
        return counts[i];
    }

    /**
     * The nearest-rank percentile as HdrHistogram's getValueAtPercentile gives it: the highest value of its bucket, and
     * for percentile 0 the lowest of the first.
     *
     * @param percentile 0 to 100
     * @throws IllegalStateException if it has no sample: an empty distribution has no percentile
     */
    public long percentileMicros(double percentile) {
        if (isEmpty()) {
            throw new IllegalStateException("an empty histogram has no percentile");
        }
        // One ulp down, so that 90 % of 10 ranks as 9 and not as 9.000000000000002; step by step as HdrHistogram does
        // it.
        double oneUlpDown = Math.nextAfter(percentile, Double.NEGATIVE_INFINITY);
        double bounded = Math.min(Math.max(oneUlpDown, 0), 100);
        long rank = Math.max((long) Math.ceil(bounded * totalCount / 100), 1);
        long seen = 0;
        for (int i = 0; i < indexes.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return percentile == 0 ? HdrBuckets.lowest(indexes[i]) : HdrBuckets.highest(indexes[i]);
            }
        }
        throw new IllegalStateException("counts do not sum to the total");
    }

    /** Samples above a value, each taken at the middle of its bucket: within the 3 digits of the recorder, no better. */
    public long countAbove(long micros) {
        long above = 0;
        for (int i = indexes.length - 1; i >= 0 && HdrBuckets.middle(indexes[i]) > micros; i--) {
            above += counts[i];
        }
        return above;
    }

    /** Sum of all samples, each taken at the middle of its bucket, in microseconds. */
    public double sumMicros() {
        double sum = 0;
        for (int i = 0; i < indexes.length; i++) {
            sum += (double) HdrBuckets.middle(indexes[i]) * counts[i];
        }
        return sum;
    }

    /**
     * How many samples are at or below a value, to the precision of the buckets: those in the value's own bucket count,
     * which reaches at most 0.1 % beyond it.
     */
    public long countAtOrBelowMicros(long micros) {
        if (micros < 0) {
            return 0;
        }
        int last = HdrBuckets.indexOf(micros);
        long count = 0;
        for (int i = 0; i < indexes.length && indexes[i] <= last; i++) {
            count += counts[i];
        }
        return count;
    }

    /**
     * The cumulative counts of a classic histogram, each as {@link #countAtOrBelowMicros} has it, in one walk.
     *
     * @param upperBoundsSeconds ascending; positive infinity counts all
     */
    public long[] cumulativeCounts(double... upperBoundsSeconds) {
        long[] cumulative = new long[upperBoundsSeconds.length];
        long count = 0;
        int pair = 0;
        for (int bound = 0; bound < cumulative.length; bound++) {
            double micros = upperBoundsSeconds[bound] * 1e6;
            // Rounded, because 0.005 * 1e6 need not be 5000 exactly.
            int last = micros < 0 ? -1 : HdrBuckets.indexOf(Math.round(micros));
            while (pair < indexes.length && indexes[pair] <= last) {
                count += counts[pair++];
            }
            cumulative[bound] = count;
        }
        return cumulative;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseHistogram that
                && Arrays.equals(indexes, that.indexes)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indexes) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return isEmpty()
                ? "SparseHistogram[empty]"
                : "SparseHistogram[" + totalCount + " samples, p50 " + percentileMicros(50) + " us, max "
                        + HdrBuckets.highest(indexes[indexes.length - 1]) + " us]";
    }
}
