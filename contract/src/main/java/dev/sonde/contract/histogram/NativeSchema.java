package dev.sonde.contract.histogram;

/**
 * Prometheus' exponential bucket layout of one schema, applied to {@link HdrBuckets}: bucket i covers
 * {@code (2^((i-1)/2^schema), 2^(i/2^schema)]} seconds. A sample counts where the middle of its HDR bucket lies, which is
 * at most 0.05 % from the truth; a sample of 0 µs counts in the zero bucket. Immutable; any thread.
 */
public final class NativeSchema {
    /** Each bucket 9 % wider than the one below it. */
    public static final NativeSchema SCHEMA_3 = new NativeSchema(3);

    /** Upper bound of the zero bucket in seconds: a bucket border of every schema from 0 on, just below 1 µs. */
    public static final double ZERO_THRESHOLD_SECONDS = 1.0 / (1 << 20);

    private static final int MIN_SCHEMA = 0;
    private static final int MAX_SCHEMA = 8;
    private static final double MICROS_PER_SECOND = 1e6;

    private final int schema;
    private final short[] bucketOfIndex;

    /** The layout of a schema from 0 to 8: each doubles the number of buckets. */
    public NativeSchema(int schema) {
        if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
            throw new IllegalArgumentException(
                    "native histogram schema: " + schema + " (expected: " + MIN_SCHEMA + " to " + MAX_SCHEMA + ")");
        }
        this.schema = schema;
        bucketOfIndex = new short[HdrBuckets.MAX_INDEX + 1];
        for (int index = 1; index <= HdrBuckets.MAX_INDEX; index++) {
            bucketOfIndex[index] = (short) bucketOf(HdrBuckets.middle(index) / MICROS_PER_SECOND);
        }
    }

    /** The schema's number, as Prometheus names it. */
    public int schema() {
        return schema;
    }

    /** Upper bound of a bucket in seconds. */
    public double upperBoundSeconds(int bucket) {
        return Math.pow(2, Math.scalb((double) bucket, -schema));
    }

    /** The bucket that covers a value above 0. */
    public int bucketOf(double seconds) {
        int bucket = (int) Math.ceil(Math.scalb(Math.log(seconds) / Math.log(2), schema));
        // The logarithm may be off by a rounding at a border.
        while (upperBoundSeconds(bucket) < seconds) {
            bucket++;
        }
        while (upperBoundSeconds(bucket - 1) >= seconds) {
            bucket--;
        }
        return bucket;
    }

    /** The bucket of the samples at an index of {@link HdrBuckets}, above 0: those at 0 are in the zero bucket. */
    public int bucketOfIndex(int index) {
        return bucketOfIndex[index];
    }

    /** The histogram in these buckets. */
    public NativeBuckets bucketsOf(SparseHistogram histogram) {
        int first = 0;
        long zeroCount = 0;
        if (!histogram.isEmpty() && histogram.indexAt(0) == 0) {
            zeroCount = histogram.countAt(0);
            first = 1;
        }
        int size = 0;
        for (int i = first; i < histogram.size(); i++) {
            if (i == first || bucketOf(histogram, i) != bucketOf(histogram, i - 1)) {
                size++;
            }
        }
        int[] buckets = new int[size];
        long[] counts = new long[size];
        int at = -1;
        for (int i = first; i < histogram.size(); i++) {
            int bucket = bucketOf(histogram, i);
            if (at < 0 || buckets[at] != bucket) {
                buckets[++at] = bucket;
            }
            counts[at] += histogram.countAt(i);
        }
        return new NativeBuckets(schema, zeroCount, buckets, counts);
    }

    private int bucketOf(SparseHistogram histogram, int pair) {
        return bucketOfIndex(histogram.indexAt(pair));
    }
}
