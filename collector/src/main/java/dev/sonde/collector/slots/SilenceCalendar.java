package dev.sonde.collector.slots;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which lines are to be looked at for silence, and when: each at the time at which its first open slot would be silent. A
 * word that comes in between moves that time, of which nobody is told; the line is looked at in vain then, and put in
 * again. So a line is looked at once in a timeout and a grace, and not in every round. The ledger's thread.
 */
final class SilenceCalendar {
    private static final long PAGE_NANOS = 1_000_000_000L;

    /** By second of the planned look. */
    private final NavigableMap<Long, List<Entry>> pages = new TreeMap<>();

    /** An entry holds as long as its line is looked at at that time. */
    private record Entry(SlotLine line, long at) {}

    /** Looks at a line when its next slot would be silent; in place of an earlier plan. */
    void awaitNext(SlotLine line) {
        long at = line.silentFrom();
        if (at != line.lookAt) {
            line.lookAt = at;
            if (at != Long.MAX_VALUE) {
                pages.computeIfAbsent(Math.floorDiv(at, PAGE_NANOS), page -> new ArrayList<>())
                        .add(new Entry(line, at));
            }
        }
    }

    void forget(SlotLine line) {
        line.lookAt = Long.MAX_VALUE;
    }

    void clear() {
        pages.clear();
    }

    /** The lines to look at by now, each once; put them in again afterwards. */
    List<SlotLine> takeDue(long nowNanos) {
        NavigableMap<Long, List<Entry>> due = pages.headMap(Math.floorDiv(nowNanos, PAGE_NANOS), true);
        if (due.isEmpty()) {
            return List.of();
        }
        List<SlotLine> lines = new ArrayList<>();
        List<Entry> later = new ArrayList<>();
        for (List<Entry> page : due.values()) {
            for (Entry entry : page) {
                if (entry.at != entry.line.lookAt) {
                    continue;
                }
                if (entry.at <= nowNanos) {
                    entry.line.lookAt = Long.MIN_VALUE;
                    lines.add(entry.line);
                } else {
                    later.add(entry);
                }
            }
        }
        due.clear();
        for (Entry entry : later) {
            pages.computeIfAbsent(Math.floorDiv(entry.at, PAGE_NANOS), page -> new ArrayList<>())
                    .add(entry);
        }
        return lines;
    }
}
