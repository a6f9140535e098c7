package dev.sonde.contract.histogram;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the primitives of Sonde's binary forms: varints (7 bits a byte, lowest first, top bit
 * means that more follow), zigzag varints for signed numbers, texts as length and UTF-8. Every value is checked against
 * the bounds that {@link ByteReader} will check, so nothing is written that cannot be read. One thread.
 */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter(int initialCapacity) {
        bytes = new byte[Math.max(initialCapacity, 16)];
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** The lowest eight bits. */
    public void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void writeBytes(byte[] source) {
        ensure(source.length);
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    /** Eight bytes, highest first. */
    public void writeFixed64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** A varint of all 64 bits. */
    public void writeVarint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A varint within bounds, none of them negative. */
    public void writeBounded(String what, long value, long min, long max) {
        requireWithin(what, value, min, max);
        writeVarint(value);
    }

    /** A zigzag varint within bounds. */
    public void writeSigned(String what, long value, long min, long max) {
        requireWithin(what, value, min, max);
        writeVarint((value << 1) ^ (value >> 63));
    }

    /** A text as byte length and UTF-8; unpaired surrogates become question marks. */
    public void writeText(String what, String text, int minChars, int maxChars) {
        requireWithin(what + " length", text.length(), minChars, maxChars);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeVarint(utf8.length);
        writeBytes(utf8);
    }

    private static void requireWithin(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            int wanted = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
