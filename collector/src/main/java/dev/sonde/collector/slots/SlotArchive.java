package dev.sonde.collector.slots;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: the slots that are at rest. Blocks on the disk; called by the ledger on its own thread. */
public interface SlotArchive {
    /** Every key that is stored. */
    Set<SlotKey> keys();

    /** A key's spans and totals, and its pages that reach behind an hour of the Unix epoch; empty if it is not stored. */
    StoredSlots load(SlotKey key, long fromHour);

    /** The page that contains an hour; null when there is none. */
    @Nullable
    StoredPage page(SlotKey key, int span, long hour);

    /**
     * How many successes took longer than a limit, for slots that were never judged against it: cells of planned time in
     * order, as fine as durations are kept.
     */
    List<DurationCell> durationsOver(SlotKey key, long limitNanos, long fromNanos, long toNanos);

    /**
     * Durations of successes planned in {@code from} (inclusive) to {@code to} (exclusive), nanoseconds of the Unix epoch.
     *
     * @param samples above 0
     * @param over how many of them exceeded the limit
     */
    record DurationCell(long from, long to, long samples, long over) {}
}
