package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.result.SlotWord;
import java.util.Arrays;

/**
 * The one binary form of {@link SlotWords}, on the wire and at rest: how many slots, then runs of equal words. A run is
 * the word's code; if it covers more than one slot, the code's top bit is set and a varint of its length follows.
 * Stateless.
 */
public final class SlotWordsCodec {
    private static final int LONG_RUN = 0x80;

    private SlotWordsCodec() {}

    /** The bytes of these words. */
    public static byte[] encode(SlotWords words) {
        ByteWriter writer = new ByteWriter(16);
        writer.writeVarint(words.count());
        writeRuns(words, writer);
        return writer.toByteArray();
    }

    /**
     * The words that fill these bytes.
     *
     * @param maxCount most slots there may be; refused before anything is allocated for them
     */
    public static SlotWords decode(byte[] bytes, int maxCount) throws MalformedBytesException {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        int count = reader.readBoundedInt("slot count", 0, maxCount);
        SlotWords words = readRuns(reader, count);
        reader.requireEnd("after the slot words");
        return words;
    }

    /** Appends the runs without their number of slots, for a form that tells it elsewhere. */
    public static void writeRuns(SlotWords words, ByteWriter writer) {
        int count = words.count();
        int at = 0;
        while (at < count) {
            byte code = words.codeAt(at);
            int end = at + 1;
            while (end < count && words.codeAt(end) == code) {
                end++;
            }
            if (end - at == 1) {
                writer.writeByte(code);
            } else {
                writer.writeByte(code | LONG_RUN);
                writer.writeVarint(end - at);
            }
            at = end;
        }
    }

    /** Reads runs that cover exactly {@code count} slots; the caller has bounded the count. */
    public static SlotWords readRuns(ByteReader reader, int count) throws MalformedBytesException {
        byte[] codes = new byte[count];
        int at = 0;
        while (at < count) {
            int head = reader.readByte("slot word");
            int code = head & ~LONG_RUN;
            if (!SlotWord.isCode(code)) {
                throw reader.malformed("slot word before", Integer.toString(code), "a code of this version");
            }
            int length = head == code ? 1 : reader.readBoundedInt("slot run length", 1, count - at);
            Arrays.fill(codes, at, at + length, (byte) code);
            at += length;
        }
        return SlotWords.ofTrustedCodes(codes);
    }
}
