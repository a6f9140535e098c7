package dev.sonde.contract.histogram;

/**
 * A histogram in Prometheus' native form, as {@link NativeSchema#bucketsOf} makes it: ascending buckets with their own (not
 * cumulative) counts, and the samples below 1 µs apart. Immutable; any thread.
 */
public final class NativeBuckets {
    private final int schema;
    private final long zeroCount;
    private final int[] buckets;
    private final long[] counts;

    NativeBuckets(int schema, long zeroCount, int[] buckets, long[] counts) {
        this.schema = schema;
        this.zeroCount = zeroCount;
        this.buckets = buckets;
        this.counts = counts;
    }

    /**
     * Buckets counted elsewhere.
     *
     * @param buckets ascending; not copied, and not to be changed any more
     * @param counts above 0, as many; likewise
     */
    public static NativeBuckets of(NativeSchema schema, long zeroCount, int[] buckets, long[] counts) {
        return new NativeBuckets(schema.schema(), zeroCount, buckets, counts);
    }

    /** The layout's number. */
    public int schema() {
        return schema;
    }

    /** Samples at or below {@link NativeSchema#ZERO_THRESHOLD_SECONDS}. */
    public long zeroCount() {
        return zeroCount;
    }

    /** How many buckets have samples. */
    public int size() {
        return buckets.length;
    }

    /** Number of the bucket at position i, as Prometheus counts them: 0 ends at one second. */
    public int bucketAt(int i) {
        return buckets[i];
    }

    /** Samples in the bucket at position i, above 0. */
    public long countAt(int i) {
        return counts[i];
    }
}
