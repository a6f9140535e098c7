package dev.sonde.contract.report;

import dev.sonde.contract.result.SlotWord;
import java.util.Arrays;

/**
 * One word for each slot of a range, in order of n. Immutable; the array is not shared.
 */
public final class SlotWords {
    private final byte[] codes;

    private SlotWords(byte[] codes) {
        this.codes = codes;
    }

    /** Words from their codes; IllegalArgumentException if one is no code. */
    public static SlotWords ofCodes(byte[] codes) {
        for (byte code : codes) {
            SlotWord.ofCode(code);
        }
        return new SlotWords(codes.clone());
    }

    /** Words from an array that is known to hold codes and that nobody else keeps. */
    static SlotWords ofTrustedCodes(byte[] codes) {
        return new SlotWords(codes);
    }

    /** Words in order. */
    public static SlotWords of(SlotWord... words) {
        byte[] codes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            codes[i] = words[i].code();
        }
        return new SlotWords(codes);
    }

    /** How many slots the range has. */
    public int count() {
        return codes.length;
    }

    /** The word of the slot at {@code first + index}. */
    public SlotWord at(int index) {
        return SlotWord.ofCode(codes[index]);
    }

    /** The code of the word of the slot at {@code first + index}. */
    public byte codeAt(int index) {
        return codes[index];
    }

    /** A copy of the codes. */
    public byte[] codes() {
        return codes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotWords that && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < codes.length; i++) {
            text.append(i == 0 ? "" : ", ").append(at(i));
        }
        return text.append(']').toString();
    }
}
