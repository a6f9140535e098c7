package dev.sonde.contract.histogram;

/**
 * The bucket layout of an HdrHistogram with lowest discernible value 1 and 3 significant digits, as pure arithmetic on
 * its counts-array index: values below 2048 have a bucket each, then every power of two has 1024 equal buckets.
 * Reference: HdrHistogram's AbstractHistogram, {@code countsArrayIndex} and {@code valueFromIndex}. Unit: microseconds.
 */
public final class HdrBuckets {
    /** Largest value that is told apart: one day. Larger ones are recorded as this. */
    public static final long MAX_MICROS = 86_400_000_000L;

    private static final int HALF_COUNT_MAGNITUDE = 10;
    private static final int HALF_COUNT = 1 << HALF_COUNT_MAGNITUDE;
    private static final long SUB_BUCKET_MASK = 2L * HALF_COUNT - 1;
    private static final int LEADING_ZEROS_BASE = 64 - HALF_COUNT_MAGNITUDE - 1;

    /** Largest index in use. */
    public static final int MAX_INDEX = indexOf(MAX_MICROS);

    private HdrBuckets() {}

    /** The index of a value's bucket; negative values count as 0, too large ones as the maximum. */
    public static int indexOf(long micros) {
        long value = Math.min(Math.max(micros, 0), MAX_MICROS);
        int bucket = LEADING_ZEROS_BASE - Long.numberOfLeadingZeros(value | SUB_BUCKET_MASK);
        int subBucket = (int) (value >>> bucket);
        return ((bucket + 1) << HALF_COUNT_MAGNITUDE) + subBucket - HALF_COUNT;
    }

    /** Smallest value of a bucket. */
    public static long lowest(int index) {
        int bucket = (index >> HALF_COUNT_MAGNITUDE) - 1;
        int subBucket = (index & (HALF_COUNT - 1)) + HALF_COUNT;
        if (bucket < 0) {
            subBucket -= HALF_COUNT;
            bucket = 0;
        }
        return (long) subBucket << bucket;
    }

    /** Largest value of a bucket. */
    public static long highest(int index) {
        int bucket = Math.max((index >> HALF_COUNT_MAGNITUDE) - 1, 0);
        return lowest(index) + (1L << bucket) - 1;
    }

    /** Value that stands for a bucket in sums, as HdrHistogram's median equivalent value. */
    public static long middle(int index) {
        int bucket = Math.max((index >> HALF_COUNT_MAGNITUDE) - 1, 0);
        return lowest(index) + ((1L << bucket) >> 1);
    }
}
