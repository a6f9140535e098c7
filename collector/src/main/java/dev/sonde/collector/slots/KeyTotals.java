package dev.sonde.collector.slots;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a key has counted since ever: accepted own words by code, and for own outcomes and each limit the first
 * settlements by class and the later changes. It only grows. A limit's counts are kept when nobody asks about it any more,
 * so that it goes on where it was when somebody does again. The ledger's thread.
 */
final class KeyTotals {
    private static final int VERSION = 1;
    private static final int CODES = 128;
    private static final int CLASSES = SlotClass.values().length;
    private static final int MAX_INDICATORS = 1 << 12;
    /** In place of a limit's nanoseconds. */
    static final long OWN = 0;

    private final long[] words = new long[CODES];
    private final TreeMap<Long, Counts> indicators = new TreeMap<>();

    /** Counts of one indicator. */
    static final class Counts {
        final long[] settled = new long[CLASSES];
        final long[] corrected = new long[CLASSES * CLASSES];
        /** Planned time of the newest slot that was judged from a histogram; {@code Long.MIN_VALUE} if none was. */
        long lastApproximate = Long.MIN_VALUE;

        void settle(SlotWord word, long count) {
            settled[position(word.slotClass())] += count;
        }

        void correct(SlotWord from, SlotWord to, long count) {
            if (from.slotClass() != to.slotClass()) {
                corrected[position(from.slotClass()) * CLASSES + position(to.slotClass())] += count;
            }
        }
    }

    /** Counts of own outcomes ({@link #OWN}) or of a limit, kept from now on. */
    Counts indicator(long limitNanos) {
        return indicators.computeIfAbsent(limitNanos, nanos -> new Counts());
    }

    @Nullable
    Counts indicatorOrNull(long limitNanos) {
        return indicators.get(limitNanos);
    }

    void countWord(int code, long slots) {
        words[code] += slots;
    }

    RunTotals runTotals(@Nullable SlotWord newest) {
        Map<RunTotals.RunKind, Long> started = new TreeMap<>();
        Map<String, Long> missed = new TreeMap<>();
        for (int code = 0; code < CODES; code++) {
            if (words[code] == 0) {
                continue;
            }
            SlotWord word = SlotWord.ofCode(code);
            if (word.started()) {
                started.merge(new RunTotals.RunKind(outcome(word), word.reason()), words[code], Long::sum);
            } else if (!word.reason().isEmpty()) {
                missed.merge(word.reason(), words[code], Long::sum);
            }
        }
        return new RunTotals(started, missed, newest);
    }

    /** Adds this key's counts of an indicator. */
    void addTo(long limitNanos, Map<SlotClass, Long> settled, Map<SlotTotals.Correction, Long> corrected) {
        Counts counts = indicators.get(limitNanos);
        if (counts == null) {
            return;
        }
        SlotClass[] classes = SlotClass.values();
        for (SlotClass from : classes) {
            settled.merge(from, counts.settled[position(from)], Long::sum);
            for (SlotClass to : classes) {
                long count = counts.corrected[position(from) * CLASSES + position(to)];
                if (count > 0) {
                    corrected.merge(new SlotTotals.Correction(from, to), count, Long::sum);
                }
            }
        }
    }

    byte[] encode() {
        ByteWriter writer = new ByteWriter(64);
        writer.writeByte(VERSION);
        int present = 0;
        for (long count : words) {
            present += count == 0 ? 0 : 1;
        }
        writer.writeVarint(present);
        for (int code = 0; code < CODES; code++) {
            if (words[code] != 0) {
                writer.writeByte(code);
                writer.writeVarint(words[code]);
            }
        }
        writer.writeVarint(indicators.size());
        indicators.forEach((limit, counts) -> {
            writer.writeVarint(limit);
            writer.writeFixed64(counts.lastApproximate);
            for (long count : counts.settled) {
                writer.writeVarint(count);
            }
            for (long count : counts.corrected) {
                writer.writeVarint(count);
            }
        });
        return writer.toByteArray();
    }

    static KeyTotals decode(byte[] bytes) throws MalformedBytesException {
        KeyTotals totals = new KeyTotals();
        if (bytes.length == 0) {
            return totals;
        }
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        int version = reader.readByte("totals version");
        if (version != VERSION) {
            throw reader.malformed("totals version before", Integer.toString(version), Integer.toString(VERSION));
        }
        int present = reader.readBoundedInt("word count", 0, CODES);
        for (int i = 0; i < present; i++) {
            int code = reader.readByte("slot word");
            if (!SlotWord.isCode(code)) {
                throw reader.malformed("slot word before", Integer.toString(code), "a code of this version");
            }
            totals.words[code] = reader.readVarint("word total");
        }
        int count = reader.readBoundedInt("indicator count", 0, MAX_INDICATORS);
        for (int i = 0; i < count; i++) {
            Counts counts = totals.indicator(reader.readVarint("limit"));
            counts.lastApproximate = reader.readFixed64("last approximate");
            for (int c = 0; c < counts.settled.length; c++) {
                counts.settled[c] = reader.readVarint("settled");
            }
            for (int c = 0; c < counts.corrected.length; c++) {
                counts.corrected[c] = reader.readVarint("corrected");
            }
        }
        reader.requireEnd("after the totals");
        return totals;
    }

    /** Where a class stands in the stored counts: fixed for ever. */
    private static int position(SlotClass slotClass) {
        return switch (slotClass) {
            case GOOD -> 0;
            case BAD -> 1;
            case UNKNOWN -> 2;
            case EXCLUDED -> 3;
        };
    }

    private static String outcome(SlotWord word) {
        return switch (word.slotClass()) {
            case GOOD -> "success";
            case BAD -> "failure";
            case UNKNOWN, EXCLUDED -> "unknown";
        };
    }
}
