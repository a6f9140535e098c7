package dev.sonde.agent.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in order of their due time, then of their arrival: a binary heap in which every entry knows its place, so that
 * one can be taken out of the middle. One thread.
 */
final class DueQueue {
    private static final int FIRST_CAPACITY = 16;

    private @Nullable Entry[] heap = new @Nullable Entry[FIRST_CAPACITY];
    private int size;
    private long arrivals;

    /** Something due. In at most one queue. */
    static final class Entry {
        private static final int NOT_QUEUED = -1;

        private final Wheel.Timed timed;
        private long dueEpochNanos;
        private long arrival;
        private int place = NOT_QUEUED;
        private boolean discarded;

        Entry(Wheel.Timed timed) {
            this.timed = timed;
        }

        Wheel.Timed timed() {
            return timed;
        }

        long dueEpochNanos() {
            return dueEpochNanos;
        }

        boolean isQueued() {
            return place != NOT_QUEUED;
        }

        /** Says that it is not to be queued again. */
        void discard() {
            discarded = true;
        }

        boolean isDiscarded() {
            return discarded;
        }

        private boolean isBefore(Entry other) {
            return dueEpochNanos != other.dueEpochNanos ? dueEpochNanos < other.dueEpochNanos : arrival < other.arrival;
        }
    }

    int size() {
        return size;
    }

    /** The entry due first; null if there is none. */
    @Nullable
    Entry first() {
        return heap[0];
    }

    /** Queues an entry that is not queued. */
    void add(Entry entry, long dueEpochNanos) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        entry.dueEpochNanos = dueEpochNanos;
        entry.arrival = arrivals++;
        up(size++, entry);
    }

    /** Takes an entry out, wherever it stands; nothing happens if it is not queued. */
    void remove(Entry entry) {
        if (!entry.isQueued()) {
            return;
        }
        int hole = entry.place;
        entry.place = Entry.NOT_QUEUED;
        Entry last = at(--size);
        heap[size] = null;
        if (last != entry) {
            down(hole, last);
            if (last.place == hole) {
                up(hole, last);
            }
        }
    }

    private void up(int from, Entry entry) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!entry.isBefore(at(parent))) {
                break;
            }
            put(place, at(parent));
            place = parent;
        }
        put(place, entry);
    }

    private void down(int from, Entry entry) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(entry)) {
                break;
            }
            put(place, at(child));
            place = child;
        }
        put(place, entry);
    }

    private void put(int place, Entry entry) {
        heap[place] = entry;
        entry.place = place;
    }

    private Entry at(int place) {
        Entry entry = heap[place];
        if (entry == null) {
            throw new IllegalStateException("no entry at " + place + " of " + size);
        }
        return entry;
    }
}
