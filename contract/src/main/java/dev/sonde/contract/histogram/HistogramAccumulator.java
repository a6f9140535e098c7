package dev.sonde.contract.histogram;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds up many histograms. Counts lie in pages of one power of two each, made when first touched, with a bitmap of the
 * buckets in use, so that adding costs a few nanoseconds per pair whatever has been added before, and reading or clearing
 * costs by the pairs held. Typical response times touch five to ten pages of 8 KiB: for merging, not for keeping one per
 * check. Reuse it through {@link #clear}. One thread.
 */
public final class HistogramAccumulator {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    private static final int PAGE_MASK = PAGE_SIZE - 1;
    private static final int REFUSED = -1;

    private final long[] @Nullable [] pages = new long[(HdrBuckets.MAX_INDEX >> PAGE_BITS) + 1][];
    private final long[] inUse = new long[(HdrBuckets.MAX_INDEX >> 6) + 1];
    private long totalCount;

    /** Pairs that the last walk over encoded bytes got through, and the sum of their counts. */
    private int walkedPairs;

    private long walkedCount;

    /**
     * Adds a histogram.
     *
     * @throws ArithmeticException if the total would pass 2^63; nothing is added then
     */
    public void add(SparseHistogram histogram) {
        totalCount = Math.addExact(totalCount, histogram.totalCount());
        for (int i = 0; i < histogram.size(); i++) {
            addPair(histogram.indexAt(i), histogram.countAt(i));
        }
    }

    /** Adds a histogram that fills these bytes, written by {@link HistogramCodec}; nothing is added if they are malformed. */
    public void addEncoded(byte[] bytes) throws MalformedBytesException {
        int behind = addEncoded(bytes, 0, bytes.length);
        if (behind != bytes.length) {
            removeEncoded(bytes, 0, bytes.length);
            throw new MalformedBytesException("after the histogram: " + (bytes.length - behind)
                    + " more bytes (expected: none) at byte " + behind);
        }
    }

    /**
     * Adds a histogram where it lies in its encoded form, without building it. Nothing is added if it is malformed.
     *
     * @param offset of its first byte
     * @param end behind the last byte that may belong to it
     * @return the offset behind its last byte
     * @throws ArithmeticException if the total would pass 2^63; nothing is added then
     */
    public int addEncoded(byte[] bytes, int offset, int end) throws MalformedBytesException {
        Objects.checkFromToIndex(offset, end, bytes.length);
        int behind = walk(bytes, offset, end);
        if (behind == REFUSED) {
            takeOut(bytes, offset, end);
            return addSlowly(bytes, offset, end);
        }
        long total = totalCount + walkedCount;
        if (total < 0) {
            takeOut(bytes, offset, end);
            throw new ArithmeticException("total count over 2^63");
        }
        totalCount = total;
        return behind;
    }

    /** Takes out a histogram that {@link #addEncoded(byte[], int, int)} added from the same bytes. */
    public void removeEncoded(byte[] bytes, int offset, int end) throws MalformedBytesException {
        SparseHistogram histogram = HistogramCodec.read(new ByteReader(bytes, offset, end), Long.MAX_VALUE);
        for (int i = 0; i < histogram.size(); i++) {
            removePair(histogram.indexAt(i), histogram.countAt(i));
        }
        totalCount -= histogram.totalCount();
    }

    /** Number of samples. */
    public long totalCount() {
        return totalCount;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return totalCount == 0;
    }

    /** All that was added. */
    public SparseHistogram toSparse() {
        int pairs = 0;
        for (long word : inUse) {
            pairs += Long.bitCount(word);
        }
        int[] indexes = new int[pairs];
        long[] counts = new long[pairs];
        int at = 0;
        for (int i = 0; i < inUse.length; i++) {
            if (inUse[i] != 0) {
                // The 64 buckets of a word lie in one page.
                long[] page = page(i << 6);
                for (long word = inUse[i]; word != 0; word &= word - 1) {
                    int index = (i << 6) + Long.numberOfTrailingZeros(word);
                    indexes[at] = index;
                    counts[at++] = page[index & PAGE_MASK];
                }
            }
        }
        return SparseHistogram.ofTrusted(indexes, counts, totalCount);
    }

    /** Forgets what was added; keeps the pages. */
    public void clear() {
        for (int i = 0; i < inUse.length; i++) {
            if (inUse[i] != 0) {
                long[] page = page(i << 6);
                for (long word = inUse[i]; word != 0; word &= word - 1) {
                    page[((i << 6) + Long.numberOfTrailingZeros(word)) & PAGE_MASK] = 0;
                }
                inUse[i] = 0;
            }
        }
        totalCount = 0;
    }

    /**
     * Adds the pairs of the common form: number of pairs and steps of up to two bytes, counts of up to three.
     *
     * @return the offset behind the last pair, or {@link #REFUSED} at anything else, malformed or just rare
     */
    private int walk(byte[] bytes, int offset, int end) {
        walkedPairs = 0;
        walkedCount = 0;
        if (offset == end) {
            return REFUSED;
        }
        int at = offset;
        int pairs = bytes[at++];
        if (pairs < 0) {
            if (at == end || bytes[at] < 0) {
                return REFUSED;
            }
            pairs = (pairs & 0x7F) | (bytes[at++] << 7);
        }
        int next = 0;
        long sum = 0;
        int pair = 0;
        while (pair < pairs && at < end) {
            int step = bytes[at++];
            if (step < 0) {
                if (at == end || bytes[at] < 0) {
                    break;
                }
                step = (step & 0x7F) | (bytes[at++] << 7);
            }
            if (at == end) {
                break;
            }
            int count = bytes[at++];
            if (count < 0) {
                if (at == end) {
                    break;
                }
                count = (count & 0x7F) | (bytes[at++] << 7);
                if (count < 0) {
                    if (at == end || bytes[at] < 0) {
                        break;
                    }
                    count = (count & 0x3FFF) | (bytes[at++] << 14);
                }
            }
            int index = next + step;
            if (count == 0 || index > HdrBuckets.MAX_INDEX) {
                break;
            }
            addPair(index, count);
            sum += count;
            next = index + 1;
            pair++;
        }
        walkedPairs = pair;
        walkedCount = sum;
        return pair == pairs ? at : REFUSED;
    }

    /** Undoes what the walk just before added from these bytes. */
    private void takeOut(byte[] bytes, int offset, int end) throws MalformedBytesException {
        if (walkedPairs == 0) {
            return;
        }
        ByteReader reader = new ByteReader(bytes, offset, end);
        reader.readVarint("histogram pairs");
        int next = 0;
        for (int i = 0; i < walkedPairs; i++) {
            int index = next + (int) reader.readVarint("bucket step");
            removePair(index, reader.readVarint("bucket count"));
            next = index + 1;
        }
    }

    private int addSlowly(byte[] bytes, int offset, int end) throws MalformedBytesException {
        ByteReader reader = new ByteReader(bytes, offset, end);
        add(HistogramCodec.read(reader, Long.MAX_VALUE));
        return offset + reader.offset();
    }

    private void addPair(int index, long count) {
        long[] page = pages[index >> PAGE_BITS];
        if (page == null) {
            page = new long[PAGE_SIZE];
            pages[index >> PAGE_BITS] = page;
        }
        page[index & PAGE_MASK] += count;
        inUse[index >> 6] |= 1L << index;
    }

    private void removePair(int index, long count) {
        long[] page = page(index);
        page[index & PAGE_MASK] -= count;
        if (page[index & PAGE_MASK] == 0) {
            inUse[index >> 6] &= ~(1L << index);
        }
    }

    private long[] page(int index) {
        return Objects.requireNonNull(pages[index >> PAGE_BITS], "a bucket in use has a page");
    }
}
