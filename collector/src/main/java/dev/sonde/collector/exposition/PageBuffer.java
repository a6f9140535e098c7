package dev.sonde.collector.exposition;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of a page in the making, handed on piece by piece. A line is begun with room for all of it. One thread.
 */
final class PageBuffer {
    private static final int PIECE = 256 * 1024;
    private static final int LONGEST_NUMBER = 26;
    /** Below this a whole number of microseconds has at most 16 digits, so its decimals are those of the double. */
    private static final double EXACT_MICROS = 1e13;

    private final PageSink sink;
    private byte[] piece;
    private int size;

    PageBuffer(PageSink sink) {
        this.sink = sink;
        this.piece = new byte[PIECE];
    }

    /** Makes room for so many bytes; numbers come on top, {@link #LONGEST_NUMBER} each. */
    void ensure(int bytes) {
        if (piece.length - size < bytes) {
            flush();
            if (piece.length < bytes) {
                piece = new byte[bytes];
            }
        }
    }

    /** Hands on what is there. */
    void flush() {
        if (size > 0) {
            sink.add(piece, size);
            size = 0;
        }
    }

    /** Room for text and a few numbers. */
    void ensureLine(int textBytes) {
        ensure(textBytes + 4 * LONGEST_NUMBER);
    }

    void put(byte[] text) {
        System.arraycopy(text, 0, piece, size, text.length);
        size += text.length;
    }

    /** The first bytes of an array. */
    void put(byte[] bytes, int length) {
        System.arraycopy(bytes, 0, piece, size, length);
        size += length;
    }

    void put(char ascii) {
        piece[size++] = (byte) ascii;
    }

    /** Text of any length. */
    void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ensure(bytes.length);
        put(bytes);
    }

    /** A whole number as it is. */
    void putLong(long value) {
        if (value < 0) {
            putAscii(Long.toString(value));
            return;
        }
        int digits = digits(value);
        putDigits(value, digits);
    }

    /** A whole number as a double is written. */
    void putCount(long value) {
        if (value < 0 || value >= 10_000_000) {
            putDouble((double) value);
            return;
        }
        putLong(value);
        put('.');
        put('0');
    }

    void putDouble(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            putAscii("+Inf");
        } else if (value == Double.NEGATIVE_INFINITY) {
            putAscii("-Inf");
        } else {
            putAscii(Double.toString(value));
        }
    }

    /** Microseconds as seconds. */
    void putSeconds(double micros) {
        long whole = (long) micros;
        if (micros < 0 || whole != micros || micros >= EXACT_MICROS || (whole != 0 && whole < 1_000)) {
            putDouble(micros / 1e6);
            return;
        }
        long seconds = whole / 1_000_000;
        int fraction = (int) (whole - seconds * 1_000_000);
        putLong(seconds);
        put('.');
        int digits = 6;
        while (digits > 1 && fraction % 10 == 0) {
            fraction /= 10;
            digits--;
        }
        putDigits(fraction, digits);
    }

    private void putDigits(long value, int digits) {
        long left = value;
        for (int at = size + digits - 1; at >= size; at--) {
            long next = left / 10;
            piece[at] = (byte) ('0' + (int) (left - next * 10));
            left = next;
        }
        size += digits;
    }

    private void putAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            piece[size++] = (byte) text.charAt(i);
        }
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; value >= bound && digits < 18; bound *= 10) {
            digits++;
        }
        return value >= 1_000_000_000_000_000_000L ? 19 : digits;
    }
}
