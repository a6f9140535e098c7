package dev.sonde.collector.slots;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.result.SlotWord;
import java.util.Arrays;

/**
 * Slot words in order, kept as runs of equal words: a check that is well costs one run however many slots it has. What
 * lies behind the last run is {@code none}. Immutable; equal when the words are equal.
 *
 * <p>A run is packed into an int, its length above the seven bits of its code, so a scan is a walk over an array.
 */
final class SlotRuns {
    static final SlotRuns EMPTY = new SlotRuns(new int[0], 0, 0, 0, 0, 0);

    /** Longest run: ten days at the shortest interval. */
    static final int MAX_LENGTH = 1 << 23;

    private static final int CODE_BITS = 7;
    private static final int CODE_MASK = (1 << CODE_BITS) - 1;
    private static final int MIN_RUN_BYTES = 1;

    private final int[] runs;
    private final int length;
    private final int good;
    private final int bad;
    private final int unknown;
    private final int excluded;

    private SlotRuns(int[] runs, int length, int good, int bad, int unknown, int excluded) {
        this.runs = runs;
        this.length = length;
        this.good = good;
        this.bad = bad;
        this.unknown = unknown;
        this.excluded = excluded;
    }

    /** The runs of codes {@code 0} (inclusive) to {@code length} (exclusive) of an array. */
    static SlotRuns ofCodes(byte[] codes, int length) {
        Builder builder = new Builder();
        int at = 0;
        while (at < length) {
            byte code = codes[at];
            int end = at + 1;
            while (end < length && codes[end] == code) {
                end++;
            }
            builder.add(code, end - at);
            at = end;
        }
        return builder.build();
    }

    /** Reads what {@link #write} wrote. */
    static SlotRuns read(ByteReader reader) throws MalformedBytesException {
        int count = reader.readCount("slot runs", 0, MAX_LENGTH, MIN_RUN_BYTES);
        Builder builder = new Builder();
        int covered = 0;
        for (int i = 0; i < count; i++) {
            long run = reader.readBounded("slot run", 0, (long) MAX_LENGTH << CODE_BITS);
            int code = (int) (run & CODE_MASK);
            if (!SlotWord.isCode(code)) {
                throw reader.malformed("slot word before", Integer.toString(code), "a code of this version");
            }
            int runLength = (int) (run >>> CODE_BITS);
            if (runLength < 1 || runLength > MAX_LENGTH - covered) {
                throw reader.malformed("slot run before", runLength + " slots", "1 to " + (MAX_LENGTH - covered));
            }
            covered += runLength;
            builder.add((byte) code, runLength);
        }
        return builder.build();
    }

    /** Appends the number of runs and each run as a varint of its length and code. */
    void write(ByteWriter writer) {
        writer.writeVarint(runs.length);
        for (int run : runs) {
            writer.writeVarint(run);
        }
    }

    /** Slots up to the last word that says something. */
    int length() {
        return length;
    }

    /** Slots with a word. */
    int settled() {
        return good + bad + unknown + excluded;
    }

    /** Writes the codes to the beginning of an array and {@code none} behind them. */
    void toCodes(byte[] codes) {
        int at = 0;
        for (int run : runs) {
            int end = at + (run >>> CODE_BITS);
            Arrays.fill(codes, at, end, (byte) (run & CODE_MASK));
            at = end;
        }
        Arrays.fill(codes, at, codes.length, SlotWord.NONE.code());
    }

    /** Adds the slots of each class in {@code from} (inclusive) to {@code to} (exclusive). */
    void addTo(Tally tally, int from, int to) {
        if (from <= 0 && to >= length) {
            tally.good += good;
            tally.bad += bad;
            tally.unknown += unknown;
            tally.excluded += excluded;
            return;
        }
        int at = 0;
        for (int run : runs) {
            int end = at + (run >>> CODE_BITS);
            if (end > from) {
                if (at >= to) {
                    return;
                }
                tally.add(run & CODE_MASK, Math.min(end, to) - Math.max(at, from));
            }
            at = end;
        }
    }

    /** The first slot at or behind {@code from} that is {@code none}; the length if there is none before it. */
    int firstNone(int from) {
        int at = 0;
        for (int run : runs) {
            int end = at + (run >>> CODE_BITS);
            if (end > from && (run & CODE_MASK) == SlotWord.NONE.code()) {
                return Math.max(at, from);
            }
            at = end;
        }
        return Math.max(from, length);
    }

    /** Visits the runs that touch {@code from} (inclusive) to {@code to} (exclusive), clipped, none ones included. */
    void forEach(int from, int to, Visitor visitor) {
        int at = 0;
        for (int run : runs) {
            int end = at + (run >>> CODE_BITS);
            if (end > from) {
                if (at >= to) {
                    return;
                }
                visitor.run(SlotWord.ofCode(run & CODE_MASK), Math.max(at, from), Math.min(end, to));
            }
            at = end;
        }
    }

    /** Takes one run of slots {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    interface Visitor {
        void run(SlotWord word, int from, int to);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof SlotRuns that && Arrays.equals(runs, that.runs));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(runs);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        forEach(
                0,
                length,
                (word, from, to) -> text.append(from == 0 ? "" : ", ")
                        .append(to - from)
                        .append(" x ")
                        .append(word));
        return text.append(']').toString();
    }

    /** Sums classes. */
    static final class Tally {
        long good;
        long bad;
        long unknown;
        long excluded;

        void add(int code, long count) {
            SlotWord word = SlotWord.ofCode(code);
            if (word.isNone()) {
                return;
            }
            switch (word.slotClass()) {
                case GOOD -> good += count;
                case BAD -> bad += count;
                case UNKNOWN -> unknown += count;
                case EXCLUDED -> excluded += count;
            }
        }

        long settled() {
            return good + bad + unknown + excluded;
        }
    }

    /** Puts runs one behind the other; neighbours of the same word become one. */
    static final class Builder {
        private int[] runs = new int[4];
        private int size;

        void add(byte code, int slots) {
            if (slots == 0) {
                return;
            }
            if (size > 0 && (runs[size - 1] & CODE_MASK) == code) {
                runs[size - 1] += slots << CODE_BITS;
                return;
            }
            if (size == runs.length) {
                runs = Arrays.copyOf(runs, 2 * size);
            }
            runs[size++] = slots << CODE_BITS | code;
        }

        void addAll(SlotRuns other) {
            for (int run : other.runs) {
                add((byte) (run & CODE_MASK), run >>> CODE_BITS);
            }
        }

        SlotRuns build() {
            if (size > 0 && (runs[size - 1] & CODE_MASK) == SlotWord.NONE.code()) {
                size--;
            }
            if (size == 0) {
                return EMPTY;
            }
            Tally tally = new Tally();
            int length = 0;
            for (int i = 0; i < size; i++) {
                int slots = runs[i] >>> CODE_BITS;
                tally.add(runs[i] & CODE_MASK, slots);
                length += slots;
            }
            return new SlotRuns(
                    Arrays.copyOf(runs, size), length, (int) tally.good, (int) tally.bad, (int) tally.unknown, (int)
                            tally.excluded);
        }
    }
}
