package dev.sonde.collector.slots;

import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import java.util.Arrays;

/**
 * The words of one span's slots planned in one UTC hour or day: the runs' own outcomes, and the same against each limit
 * of the check. A slot that has an own word has one for each limit. Immutable.
 */
final class WordPage {
    static final long HOUR_NANOS = 3_600_000_000_000L;
    static final int DAY_HOURS = 24;
    private static final int VERSION = 1;
    private static final int MAX_LIMITS = 1 << 10;
    private static final int MIN_LIMIT_BYTES = 2;

    final long hour;
    final int hours;
    /** n of the first slot that the plan holds from the first hour on, whether or not its span has begun then. */
    final long firstSlot;
    /** How many slots the plan holds in these hours. */
    final int slots;

    final SlotRuns own;
    /** One per limit of the check, in order; the same object as {@link #own} where no run differs. */
    final SlotRuns[] limits;

    private WordPage(long hour, int hours, long firstSlot, int slots, SlotRuns own, SlotRuns[] limits) {
        this.hour = hour;
        this.hours = hours;
        this.firstSlot = firstSlot;
        this.slots = slots;
        this.own = own;
        this.limits = limits;
    }

    static WordPage of(Plan plan, long hour, int hours, SlotRuns own, SlotRuns[] limits) {
        long first = plan.slotAfter(hour * HOUR_NANOS - 1);
        long next = plan.slotAfter((hour + hours) * HOUR_NANOS - 1);
        SlotRuns[] shared = limits.clone();
        for (int i = 0; i < shared.length; i++) {
            shared[i] = shared[i].equals(own) ? own : shared[i];
        }
        return new WordPage(hour, hours, first, Math.toIntExact(next - first), own, shared);
    }

    static WordPage empty(Plan plan, long hour, int limits) {
        SlotRuns[] none = new SlotRuns[limits];
        Arrays.fill(none, SlotRuns.EMPTY);
        return of(plan, hour, 1, SlotRuns.EMPTY, none);
    }

    /** The same slots with other words. */
    WordPage with(SlotRuns newOwn, SlotRuns[] newLimits) {
        SlotRuns[] shared = newLimits.clone();
        for (int i = 0; i < shared.length; i++) {
            shared[i] = shared[i].equals(newOwn) ? newOwn : shared[i];
        }
        return new WordPage(hour, hours, firstSlot, slots, newOwn, shared);
    }

    /** The words by an indicator: -1 for own outcomes, or the limit's position. */
    SlotRuns words(int limit) {
        return limit < 0 ? own : limits[limit];
    }

    long endHour() {
        return hour + hours;
    }

    /** The bytes at rest. */
    byte[] encode(long[] limitNanos) {
        ByteWriter writer = new ByteWriter(32);
        writer.writeByte(VERSION);
        own.write(writer);
        writer.writeVarint(limits.length);
        for (int i = 0; i < limits.length; i++) {
            writer.writeVarint(limitNanos[i]);
            boolean same = limits[i].equals(own);
            writer.writeByte(same ? 1 : 0);
            if (!same) {
                limits[i].write(writer);
            }
        }
        return writer.toByteArray();
    }

    /** The page of these bytes; a limit that is not stored has no words, a stored one that nobody asks about is left out. */
    static WordPage decode(StoredPage stored, Plan plan, long[] limitNanos) throws MalformedBytesException {
        ByteReader reader = new ByteReader(stored.words(), 0, stored.words().length);
        int version = reader.readByte("page version");
        if (version != VERSION) {
            throw reader.malformed("page version before", Integer.toString(version), Integer.toString(VERSION));
        }
        SlotRuns own = SlotRuns.read(reader);
        SlotRuns[] limits = new SlotRuns[limitNanos.length];
        Arrays.fill(limits, SlotRuns.EMPTY);
        int count = reader.readCount("limit count", 0, MAX_LIMITS, MIN_LIMIT_BYTES);
        for (int i = 0; i < count; i++) {
            long nanos = reader.readVarint("limit");
            boolean same = reader.readByte("limit words") == 1;
            SlotRuns words = same ? own : SlotRuns.read(reader);
            int position = Arrays.binarySearch(limitNanos, nanos);
            if (position >= 0) {
                limits[position] = words;
            }
        }
        reader.requireEnd("after the page");
        return of(plan, stored.hour(), stored.hours(), own, limits);
    }
}
