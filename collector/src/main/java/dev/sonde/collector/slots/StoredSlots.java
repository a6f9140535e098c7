package dev.sonde.collector.slots;

import java.util.List;

/**
 * What a store holds of a key.
 *
 * @param spans in order of number
 * @param totals opaque to the store; empty when there are none
 * @param open pages that were stored as open, in any order
 * @param closed pages that were stored as closed, in any order
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from the disk; never compared
public record StoredSlots(List<PlanSpan> spans, byte[] totals, List<StoredPage> open, List<StoredPage> closed) {}
