package dev.sonde.collector.ingest;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which sequences of one incarnation of an agent have been accepted, as ranges: one range for an agent that loses nothing,
 * one more for each gap. One thread.
 */
public final class SeenSequences {
    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    /** Whether the sequence was accepted. */
    public boolean contains(long sequence) {
        Map.Entry<Long, Long> before = lastByFirst.floorEntry(sequence);
        return before != null && sequence <= before.getValue();
    }

    /**
     * Notes an accepted sequence.
     *
     * @return the first sequence of the range that contains it now; a range that began right behind it is part of that one
     */
    public long add(long sequence) {
        if (contains(sequence)) {
            return lastByFirst.floorKey(sequence);
        }
        Map.Entry<Long, Long> before = lastByFirst.lowerEntry(sequence);
        long first = before != null && before.getValue() == sequence - 1 ? before.getKey() : sequence;
        Long behind = lastByFirst.remove(sequence + 1);
        lastByFirst.put(first, behind == null ? sequence : behind);
        return first;
    }

    /** Puts back a range as it was stored. */
    public void restore(long first, long last) {
        lastByFirst.put(first, last);
    }

    /** The last sequence of the range that begins with this one. */
    public long lastOf(long first) {
        Long last = lastByFirst.get(first);
        if (last == null) {
            throw new IllegalArgumentException("first sequence: " + first + " (expected: the first of a range)");
        }
        return last;
    }
}
