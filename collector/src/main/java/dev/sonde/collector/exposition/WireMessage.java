package dev.sonde.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One protobuf message in the making, its fields in the order in which they are put. A message that is part of another is
 * written first and copied then, so that its length is known. To be cleared and used again. One thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class WireMessage {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int LONGEST_VARINT = 10;
    /** Of fields up to 15, which are all that are needed here. */
    private static final int TAG = 1;

    private byte[] bytes = new byte[256];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** A whole number, seen as without sign. */
    void varint(int field, long value) {
        ensure(TAG + LONGEST_VARINT);
        tag(field, VARINT);
        putVarint(value);
    }

    /** A whole number that is small on either side of 0. */
    void sint(int field, long value) {
        varint(field, (value << 1) ^ (value >> 63));
    }

    void number(int field, double value) {
        ensure(TAG + Double.BYTES);
        tag(field, FIXED64);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Double.BYTES; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
        }
    }

    void text(int field, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        length(field, utf8.length);
        fields(utf8);
    }

    void message(int field, WireMessage part) {
        length(field, part.size());
        fields(part);
    }

    /** What stands before a message of this length that is put elsewhere. */
    void length(int field, int length) {
        ensure(TAG + LONGEST_VARINT);
        tag(field, LENGTH_DELIMITED);
        putVarint(length);
    }

    /** What stands before a message of this length that is part of none. */
    void length(long length) {
        ensure(LONGEST_VARINT);
        putVarint(length);
    }

    /** Fields that were written before. */
    void fields(byte[] encoded) {
        put(encoded, encoded.length);
    }

    /** Fields of another message, as if they had been put here. */
    void fields(WireMessage others) {
        put(others.bytes, others.size);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Copies it behind what is there. */
    void addTo(PageBuffer page) {
        page.put(bytes, size);
    }

    private void put(byte[] encoded, int length) {
        ensure(length);
        System.arraycopy(encoded, 0, bytes, size, length);
        size += length;
    }

    private void tag(int field, int type) {
        bytes[size++] = (byte) ((field << 3) | type);
    }

    private void putVarint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
