package dev.sonde.collector.slots;

import java.util.List;

/**
 * What changed of a key since it was last taken, for one transaction.
 *
 * @param spans all spans of the key, when one of them changed; else empty
 * @param totals opaque; replaces what was stored
 * @param open every page of the hours that still change: they replace all that were open before
 * @param closed changed pages of hours that rarely change any more; each replaces the page of its span and hour
 * @param removed pages that are part of a closed one now
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from the disk; never compared
public record UnsavedSlots(
        SlotKey key,
        List<PlanSpan> spans,
        byte[] totals,
        List<StoredPage> open,
        List<StoredPage> closed,
        List<PageId> removed) {
    /** Which page: its span and first hour. */
    public record PageId(int span, long hour) {}
}
