package dev.sonde.collector.slo;

import dev.sonde.collector.slots.SlotCounting;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.collector.slots.SlotHistory;
import dev.sonde.collector.slots.SlotRun;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a check at some locations, good unless said otherwise. Slots planned before the beginning are only
 * scheduled; slots planned after the horizon are pending.
 */
public final class ScheduledSlots implements SlotCounting, SlotHistory {
    public final Duration interval;
    final int locations;
    private final Instant beginning;
    private final TreeMap<Instant, SlotClass> exceptions = new TreeMap<>();
    private Instant horizon = Instant.MAX;
    public int counted;

    public ScheduledSlots(Duration interval, int locations, Instant beginning) {
        this.interval = interval;
        this.locations = locations;
        this.beginning = beginning;
    }

    /** Slots planned after this time have not settled. */
    public void settledUntil(Instant time) {
        horizon = time;
    }

    /** Every slot in (from, to] is of this class. */
    public void mark(Instant from, Instant to, SlotClass slotClass) {
        for (int location = 0; location < locations; location++) {
            mark(location, from, to, slotClass);
        }
    }

    /** Every slot of one location in (from, to] is of this class. */
    public void mark(int location, Instant from, Instant to, SlotClass slotClass) {
        for (Instant planned : planned(location, from, to)) {
            if (slotClass == SlotClass.GOOD) {
                exceptions.remove(planned);
            } else {
                exceptions.put(planned, slotClass);
            }
        }
    }

    /** Planned times in (from, to] at one location. */
    public List<Instant> planned(int location, Instant from, Instant to) {
        List<Instant> planned = new ArrayList<>();
        for (long n = slotAtOrBefore(location, from) + 1; n <= slotAtOrBefore(location, to); n++) {
            planned.add(plannedAt(location, n));
        }
        return planned;
    }

    /** The class of the slot planned then. */
    public SlotClass classOf(Instant planned) {
        return exceptions.getOrDefault(planned, SlotClass.GOOD);
    }

    private Instant plannedAt(int location, long slot) {
        return Instant.EPOCH.plus(interval.multipliedBy(slot)).plus(offset(location));
    }

    private long slotAtOrBefore(int location, Instant time) {
        return Math.floorDiv(nanos(Duration.between(Instant.EPOCH.plus(offset(location)), time)), nanos(interval));
    }

    private Duration offset(int location) {
        return interval.multipliedBy(location).dividedBy(locations);
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    private long scheduled(Instant from, Instant to) {
        long scheduled = 0;
        for (int location = 0; location < locations && to.isAfter(from); location++) {
            scheduled += slotAtOrBefore(location, to) - slotAtOrBefore(location, from);
        }
        return scheduled;
    }

    @Override
    public SlotCounts count(Instant from, Instant to) {
        counted++;
        Instant start = from.isAfter(beginning) ? from : beginning;
        Instant end = to.isBefore(horizon) ? to : horizon;
        long settled = scheduled(start, end);
        long bad = 0;
        long unknown = 0;
        long excluded = 0;
        if (end.isAfter(start)) {
            NavigableMap<Instant, SlotClass> inWindow = exceptions.subMap(start, false, end, true);
            for (SlotClass each : inWindow.values()) {
                bad += each == SlotClass.BAD ? 1 : 0;
                unknown += each == SlotClass.UNKNOWN ? 1 : 0;
                excluded += each == SlotClass.EXCLUDED ? 1 : 0;
            }
        }
        Instant firstPending = start.isAfter(horizon) ? start : horizon;
        return new SlotCounts(
                settled - bad - unknown - excluded,
                bad,
                unknown,
                excluded,
                horizon == Instant.MAX ? 0 : scheduled(firstPending, to),
                scheduled(from, to));
    }

    @Override
    public @Nullable Instant exactSince() {
        return null;
    }

    /** The name of a location by its number. */
    public static Location location(int number) {
        return new Location("l" + number);
    }

    @Override
    public SortedSet<Location> locations() {
        TreeSet<Location> names = new TreeSet<>();
        for (int location = 0; location < locations; location++) {
            names.add(location(location));
        }
        return names;
    }

    @Override
    public List<SlotRun> settledAfter(Location location, Instant cursor) {
        List<SlotRun> runs = new ArrayList<>();
        int number = Integer.parseInt(location.value().substring(1));
        for (Instant planned : planned(number, cursor.isAfter(beginning) ? cursor : beginning, horizon)) {
            SlotClass slotClass = exceptions.getOrDefault(planned, SlotClass.GOOD);
            SlotWord word = switch (slotClass) {
                case GOOD -> SlotWord.GOOD;
                case BAD -> SlotWord.bad(FailureReason.TIMEOUT);
                case UNKNOWN -> SlotWord.unknown(UnknownReason.AGENT_SILENT, false);
                case EXCLUDED -> SlotWord.EXCLUDED;
            };
            runs.add(new SlotRun(word, 1, planned, planned));
        }
        return runs;
    }
}
