package dev.sonde.contract.histogram;

import java.util.Arrays;

/**
 * Records samples and hands them over as a {@link SparseHistogram}. Samples are first a short list of bucket indexes in
 * the order they came; when the list is full it is sorted and merged into ascending pairs. So a handful of samples costs
 * tens of bytes, thousands cost about as many pairs as they have distinct buckets, and there is never a dense array. The
 * list grows with the pairs, which keeps the cost of merging per sample constant. One thread.
 */
public final class SparseRecorder {
    private static final int[] NO_INDEXES = new int[0];
    private static final long[] NO_COUNTS = new long[0];
    private static final int FIRST_CAPACITY = 4;
    private static final int KEPT_CAPACITY = 8;
    private static final int LEAST_FULL = 256;

    private int[] recent = NO_INDEXES;
    private int recentSize;
    private int[] indexes = NO_INDEXES;
    private long[] counts = NO_COUNTS;
    private int pairs;
    private long mergedCount;

    /** Records one sample; bounds are those of {@link HdrBuckets#indexOf}. */
    public void record(long micros) {
        if (recentSize == recent.length) {
            makeRoom();
        }
        recent[recentSize++] = HdrBuckets.indexOf(micros);
    }

    /** Samples recorded since the last drain. */
    public long totalCount() {
        return mergedCount + recentSize;
    }

    /** Whether nothing was recorded since the last drain. */
    public boolean isEmpty() {
        return totalCount() == 0;
    }

    /** What was recorded since the last drain; the recorder is empty afterwards. */
    public SparseHistogram drain() {
        if (isEmpty()) {
            return SparseHistogram.EMPTY;
        }
        mergeRecent();
        SparseHistogram histogram = SparseHistogram.ofTrusted(
                pairs == indexes.length ? indexes : Arrays.copyOf(indexes, pairs),
                pairs == counts.length ? counts : Arrays.copyOf(counts, pairs),
                mergedCount);
        if (recent.length > KEPT_CAPACITY) {
            recent = NO_INDEXES;
        }
        indexes = NO_INDEXES;
        counts = NO_COUNTS;
        pairs = 0;
        mergedCount = 0;
        return histogram;
    }

    private void makeRoom() {
        if (recent.length >= Math.max(LEAST_FULL, pairs)) {
            mergeRecent();
        } else {
            recent = Arrays.copyOf(recent, Math.max(FIRST_CAPACITY, 2 * recent.length));
        }
    }

    /** Merges from the back, in place where there is room: first counts the buckets that are new. */
    private void mergeRecent() {
        Arrays.sort(recent, 0, recentSize);
        int mergedPairs = pairs + newBuckets();
        if (mergedPairs > indexes.length) {
            // The first merge is exact, so that a drain right after it needs no copy.
            int capacity = pairs == 0 ? mergedPairs : mergedPairs + mergedPairs / 2;
            indexes = Arrays.copyOf(indexes, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
        int from = pairs - 1;
        int to = mergedPairs - 1;
        int sample = recentSize - 1;
        while (sample >= 0) {
            int index = recent[sample];
            while (from >= 0 && indexes[from] > index) {
                indexes[to] = indexes[from];
                counts[to--] = counts[from--];
            }
            long count = 0;
            while (sample >= 0 && recent[sample] == index) {
                count++;
                sample--;
            }
            if (from >= 0 && indexes[from] == index) {
                count += counts[from--];
            }
            indexes[to] = index;
            counts[to--] = count;
        }
        pairs = mergedPairs;
        mergedCount += recentSize;
        recentSize = 0;
    }

    private int newBuckets() {
        int found = 0;
        int pair = 0;
        for (int i = 0; i < recentSize; i++) {
            int index = recent[i];
            if (i > 0 && recent[i - 1] == index) {
                continue;
            }
            while (pair < pairs && indexes[pair] < index) {
                pair++;
            }
            if (pair == pairs || indexes[pair] != index) {
                found++;
            }
        }
        return found;
    }
}
