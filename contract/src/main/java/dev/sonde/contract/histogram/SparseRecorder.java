package dev.sonde.contract.histogram;

import java.util.Arrays;

/**
 * Records samples and hands them over as a {@link SparseHistogram}. The first samples are a short list of bucket indexes
 * in the order they came, so a handful costs tens of bytes. A recorder that sees more turns the list into an
 * open-addressing table of counts, at most half full, so thousands of samples cost by the buckets they touch and a few
 * nanoseconds each. There is never a dense array. One thread.
 */
public final class SparseRecorder {
    private static final int[] NO_INDEXES = new int[0];
    private static final long[] NO_COUNTS = new long[0];
    private static final int FIRST_CAPACITY = 4;
    private static final int KEPT_CAPACITY = 8;
    private static final int LONGEST_LIST = 64;
    private static final int FIRST_TABLE = 256;
    private static final int HASH_FACTOR = 0x9E3779B9;

    /** The samples while they are few. */
    private int[] list = NO_INDEXES;

    private int listed;

    /** The table when they are many: index + 1, or 0 for a free place; empty while the list is used. */
    private int[] keys = NO_INDEXES;

    private long[] counts = NO_COUNTS;
    private int used;

    private long totalCount;

    /** Records one sample; bounds are those of {@link HdrBuckets#indexOf}. */
    public void record(long micros) {
        int index = HdrBuckets.indexOf(micros);
        totalCount++;
        if (keys.length > 0) {
            count(index, 1);
        } else if (listed < LONGEST_LIST) {
            if (listed == list.length) {
                list = Arrays.copyOf(list, Math.max(FIRST_CAPACITY, 2 * list.length));
            }
            list[listed++] = index;
        } else {
            turnListIntoTable();
            count(index, 1);
        }
    }

    /** Samples recorded since the last drain. */
    public long totalCount() {
        return totalCount;
    }

    /** Whether nothing was recorded since the last drain. */
    public boolean isEmpty() {
        return totalCount == 0;
    }

    /** What was recorded since the last drain; the recorder is empty afterwards. */
    public SparseHistogram drain() {
        SparseHistogram histogram = keys.length > 0 ? ofTable() : ofList();
        if (list.length > KEPT_CAPACITY) {
            list = NO_INDEXES;
        }
        listed = 0;
        keys = NO_INDEXES;
        counts = NO_COUNTS;
        used = 0;
        totalCount = 0;
        return histogram;
    }

    private SparseHistogram ofList() {
        Arrays.sort(list, 0, listed);
        int pairs = 0;
        for (int i = 0; i < listed; i++) {
            if (i == 0 || list[i] != list[i - 1]) {
                pairs++;
            }
        }
        int[] indexes = new int[pairs];
        long[] tallies = new long[pairs];
        int at = -1;
        for (int i = 0; i < listed; i++) {
            if (i == 0 || list[i] != list[i - 1]) {
                indexes[++at] = list[i];
            }
            tallies[at]++;
        }
        return SparseHistogram.ofTrusted(indexes, tallies, totalCount);
    }

    private SparseHistogram ofTable() {
        int[] indexes = new int[used];
        int at = 0;
        for (int key : keys) {
            if (key != 0) {
                indexes[at++] = key - 1;
            }
        }
        Arrays.sort(indexes);
        long[] tallies = new long[used];
        for (int i = 0; i < used; i++) {
            tallies[i] = counts[placeOf(indexes[i] + 1)];
        }
        return SparseHistogram.ofTrusted(indexes, tallies, totalCount);
    }

    private void turnListIntoTable() {
        keys = new int[FIRST_TABLE];
        counts = new long[FIRST_TABLE];
        for (int i = 0; i < listed; i++) {
            count(list[i], 1);
        }
        list = NO_INDEXES;
        listed = 0;
    }

    private void count(int index, long samples) {
        int key = index + 1;
        int place = placeOf(key);
        if (keys[place] == 0) {
            if (2 * (used + 1) > keys.length) {
                grow();
                place = placeOf(key);
            }
            keys[place] = key;
            used++;
        }
        counts[place] += samples;
    }

    /** Where a key is, or the free place where it belongs. */
    private int placeOf(int key) {
        int mask = keys.length - 1;
        int place = (key * HASH_FACTOR) >>> Integer.numberOfLeadingZeros(mask);
        while (keys[place] != key && keys[place] != 0) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        int[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new int[2 * oldKeys.length];
        counts = new long[2 * oldKeys.length];
        used = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                count(oldKeys[i] - 1, oldCounts[i]);
            }
        }
    }
}
