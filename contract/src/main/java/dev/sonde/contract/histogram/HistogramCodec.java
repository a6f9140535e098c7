package dev.sonde.contract.histogram;

/**
 * The one binary form of a {@link SparseHistogram}, on the wire and at rest: the number of pairs, then for each pair the
 * step from the index before (0 is the next index; the first counts from index 0) and the count, all varints. A single
 * sample takes four bytes. Stateless.
 */
public final class HistogramCodec {
    /** Most pairs a histogram can have. */
    public static final int MAX_PAIRS = HdrBuckets.MAX_INDEX + 1;

    private static final int MIN_PAIR_BYTES = 2;

    private HistogramCodec() {}

    /** The bytes of one histogram. */
    public static byte[] encode(SparseHistogram histogram) {
        ByteWriter writer = new ByteWriter(2 + 4 * histogram.size());
        write(histogram, writer);
        return writer.toByteArray();
    }

    /** The histogram that fills these bytes. */
    public static SparseHistogram decode(byte[] bytes) throws MalformedBytesException {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        SparseHistogram histogram = read(reader, Long.MAX_VALUE);
        reader.requireEnd("after the histogram");
        return histogram;
    }

    /** Appends one histogram. */
    public static void write(SparseHistogram histogram, ByteWriter writer) {
        int pairs = histogram.size();
        writer.writeVarint(pairs);
        int next = 0;
        for (int i = 0; i < pairs; i++) {
            int index = histogram.indexAt(i);
            writer.writeVarint(index - next);
            writer.writeVarint(histogram.countAt(i));
            next = index + 1;
        }
    }

    /**
     * Reads one histogram.
     *
     * @param maxTotalCount most samples it may have
     */
    public static SparseHistogram read(ByteReader reader, long maxTotalCount) throws MalformedBytesException {
        int pairs = readPairs(reader);
        if (pairs == 0) {
            return SparseHistogram.EMPTY;
        }
        int[] indexes = new int[pairs];
        long[] counts = new long[pairs];
        int next = 0;
        long total = 0;
        for (int i = 0; i < pairs; i++) {
            int index = next + reader.readBoundedInt("bucket step", 0, HdrBuckets.MAX_INDEX - next);
            if (total == maxTotalCount) {
                throw reader.malformed("bucket count", "one more pair", "none: the histogram is full");
            }
            long count = reader.readBounded("bucket count", 1, maxTotalCount - total);
            indexes[i] = index;
            counts[i] = count;
            total += count;
            next = index + 1;
        }
        return SparseHistogram.ofTrusted(indexes, counts, total);
    }

    /** Reads how many pairs follow, at most as many as the bytes behind it can hold. */
    static int readPairs(ByteReader reader) throws MalformedBytesException {
        return reader.readCount("histogram pairs", 0, MAX_PAIRS, MIN_PAIR_BYTES);
    }
}
