package dev.sonde.collector.slots;

/**
 * The words of a span's slots planned in some UTC hours, as bytes for the store. The array is not shared.
 *
 * @param span number of the span
 * @param hour first hour, in hours of the Unix epoch
 * @param hours how many: 1, or 24 from midnight on
 * @param words opaque to the store
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from the disk; never compared
public record StoredPage(int span, long hour, int hours, byte[] words) {}
