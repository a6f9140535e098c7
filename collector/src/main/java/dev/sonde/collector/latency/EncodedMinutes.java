package dev.sonde.collector.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Minutes in order, each as the bytes of its {@link LatencyTotals}: a tenth of what the objects would take, and there are
 * many of them. Bytes are never changed, so two collections may share them. One thread.
 */
final class EncodedMinutes {
    private static final int FIRST_CAPACITY = 4;

    private long[] minutes = new long[FIRST_CAPACITY];
    private byte[][] latencies = new byte[FIRST_CAPACITY][];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long minuteAt(int i) {
        return minutes[i];
    }

    byte[] latenciesAt(int i) {
        return latencies[i];
    }

    /** Position of the first minute at or behind one. */
    int from(long minute) {
        // Nearly always the newest is asked for, or the one behind it.
        if (size == 0 || minute > minutes[size - 1]) {
            return size;
        }
        if (minute == minutes[size - 1]) {
            return size - 1;
        }
        int found = Arrays.binarySearch(minutes, 0, size, minute);
        return found < 0 ? -found - 1 : found;
    }

    /** The minute's bytes; null when it has none. */
    byte @Nullable [] get(long minute) {
        int at = from(minute);
        return at == size || minutes[at] != minute ? null : latencies[at];
    }

    /** Puts bytes in the place of those of the same minute, or where they belong. */
    void put(long minute, byte[] bytes) {
        int at = from(minute);
        if (at == size || minutes[at] != minute) {
            if (size == minutes.length) {
                minutes = Arrays.copyOf(minutes, size + size / 2);
                latencies = Arrays.copyOf(latencies, minutes.length);
            }
            System.arraycopy(minutes, at, minutes, at + 1, size - at);
            System.arraycopy(latencies, at, latencies, at + 1, size - at);
            minutes[at] = minute;
            size++;
        }
        latencies[at] = bytes;
    }

    /** Forgets the minutes before one. */
    void removeBefore(long minute) {
        int removed = from(minute);
        if (removed > 0) {
            size -= removed;
            System.arraycopy(minutes, removed, minutes, 0, size);
            System.arraycopy(latencies, removed, latencies, 0, size);
            Arrays.fill(latencies, size, size + removed, null);
        }
    }

    List<StoredMinute> toList() {
        List<StoredMinute> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(new StoredMinute(minutes[i], latencies[i]));
        }
        return list;
    }
}
