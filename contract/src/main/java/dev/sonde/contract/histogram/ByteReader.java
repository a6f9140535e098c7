package dev.sonde.contract.histogram;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads forward over bytes of unknown origin what {@link ByteWriter} wrote. It never reads past its end and checks each
 * value against the caller's bounds; {@code what} names the value in the message. One thread; the array is not copied.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    /** Over bytes {@code start} (inclusive) to {@code end} (exclusive); offsets in messages count from {@code start}. */
    public ByteReader(byte[] bytes, int start, int end) {
        if (start < 0 || end < start || end > bytes.length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + start + " to " + end + " (expected: within 0 to " + bytes.length + ")");
        }
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - at;
    }

    /** Bytes read so far: the offset of the next one. */
    public int offset() {
        return at - start;
    }

    /** An unsigned byte. */
    public int readByte(String what) throws MalformedBytesException {
        if (at == end) {
            throw truncated(what);
        }
        return bytes[at++] & 0xFF;
    }

    /** Eight bytes, highest first. */
    public long readFixed64(String what) throws MalformedBytesException {
        if (remaining() < 8) {
            throw truncated(what);
        }
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        return value;
    }

    /** A varint of up to 64 bits. */
    public long readVarint(String what) throws MalformedBytesException {
        int begin = at;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw truncated(what);
            }
            byte next = bytes[at++];
            if (shift == 63 && (next & 0xFE) != 0) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        at = begin;
        throw malformed(what, "a varint over 64 bits", "at most 10 bytes");
    }

    /** A varint within bounds; {@code min} is not negative. */
    public long readBounded(String what, long min, long max) throws MalformedBytesException {
        int begin = at;
        long value = readVarint(what);
        if (value < min || value > max) {
            at = begin;
            throw malformed(what, Long.toUnsignedString(value), min + " to " + max);
        }
        return value;
    }

    /** A varint within bounds; {@code min} is not negative. */
    public int readBoundedInt(String what, int min, int max) throws MalformedBytesException {
        return (int) readBounded(what, min, max);
    }

    /** A zigzag varint within bounds. */
    public long readSigned(String what, long min, long max) throws MalformedBytesException {
        int begin = at;
        long raw = readVarint(what);
        long value = (raw >>> 1) ^ -(raw & 1);
        if (value < min || value > max) {
            at = begin;
            throw malformed(what, Long.toString(value), min + " to " + max);
        }
        return value;
    }

    /**
     * How many elements follow, each of which takes at least {@code minBytesEach} bytes: more than can be there are
     * refused before anything is allocated for them.
     */
    public int readCount(String what, int min, int max, int minBytesEach) throws MalformedBytesException {
        int begin = at;
        int count = readBoundedInt(what, min, max);
        if ((long) count * minBytesEach > remaining()) {
            int left = remaining();
            at = begin;
            throw malformed(
                    what, Integer.toString(count), "at most " + left / minBytesEach + " in the bytes that follow");
        }
        return count;
    }

    /** A copy of the next bytes; {@code length} is not negative. */
    public byte[] readBytes(String what, int length) throws MalformedBytesException {
        if (length > remaining()) {
            throw truncated(what);
        }
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    /** A text of so many UTF-16 characters. */
    public String readText(String what, int minChars, int maxChars) throws MalformedBytesException {
        int begin = at;
        long length64 = readVarint(what);
        if (length64 < minChars || length64 > 3L * maxChars) {
            at = begin;
            throw malformed(what, Long.toUnsignedString(length64) + " bytes", minChars + " to " + 3L * maxChars);
        }
        int length = (int) length64;
        if (length > remaining()) {
            throw truncated(what);
        }
        String text = utf8(what, length);
        if (text.length() < minChars || text.length() > maxChars) {
            at = begin;
            throw malformed(what, text.length() + " characters", minChars + " to " + maxChars);
        }
        at += length;
        return text;
    }

    /** Nothing may follow. */
    public void requireEnd(String what) throws MalformedBytesException {
        if (at != end) {
            throw malformed(what, remaining() + " more bytes", "none");
        }
    }

    /** The exception for a value found at the next byte. */
    public MalformedBytesException malformed(String what, String found, String expected) {
        return new MalformedBytesException(what + ": " + found + " (expected: " + expected + ") at byte " + offset());
    }

    private MalformedBytesException truncated(String what) {
        return malformed(what, remaining() + " bytes left", "more");
    }

    private String utf8(String what, int length) throws MalformedBytesException {
        boolean ascii = true;
        for (int i = at; i < at + length && ascii; i++) {
            ascii = bytes[i] >= 0;
        }
        if (ascii) {
            return new String(bytes, at, length, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(what, "bytes that are no text", "UTF-8");
        }
    }
}
