package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.result.SlotClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which failed slots a confirming run has refuted or may still refute, of the last weeks. A slot is forgotten as soon as it
 * counts: when its confirming run failed too, when too many are remembered, when it is too old. Forgetting never hides
 * anything, it only lets a page go out. One thread.
 */
public final class ConfirmationLedger {
    /** Longer ago than any page looks, weekends and holidays without a slot included. */
    public static final Duration MEMORY = Duration.ofDays(30);

    static final int MOST_PER_KEY = 5_000;

    private final Map<CheckName, Map<Location, NavigableMap<Long, Boolean>>> refutedByPlanned = new HashMap<>();

    /** What became of one slot's confirmation. */
    public record Change(SlotKey key, long plannedNanos, Kind kind) {
        public enum Kind {
            AWAITED,
            REFUTED,
            FORGOTTEN
        }
    }

    /** What was stored of a slot. */
    public void restore(SlotKey key, long plannedNanos, boolean refuted) {
        ofKey(key).put(plannedNanos, refuted);
    }

    /**
     * Takes what an interval says of confirming runs. What a run ended with is not taken back by a late word of its
     * beginning.
     *
     * @return what is to be stored
     */
    public List<Change> apply(Location location, CheckInterval interval) {
        if (interval.confirmations().isEmpty()) {
            return List.of();
        }
        SlotKey key = new SlotKey(interval.check(), location);
        NavigableMap<Long, Boolean> slots = ofKey(key);
        List<Change> changes = new ArrayList<>();
        for (Confirmation confirmation : interval.confirmations()) {
            long planned = interval.plan().plannedEpochNanos(confirmation.slot());
            if (confirmation.isPending()) {
                if (slots.putIfAbsent(planned, false) == null) {
                    changes.add(new Change(key, planned, Change.Kind.AWAITED));
                }
            } else if (confirmation.refutes()) {
                slots.put(planned, true);
                changes.add(new Change(key, planned, Change.Kind.REFUTED));
            } else if (slots.remove(planned) != null) {
                changes.add(new Change(key, planned, Change.Kind.FORGOTTEN));
            }
        }
        while (slots.size() > MOST_PER_KEY) {
            changes.add(new Change(key, slots.pollFirstEntry().getKey(), Change.Kind.FORGOTTEN));
        }
        return changes;
    }

    /** Forgets slots planned before this. */
    public void forgetBefore(long plannedNanos) {
        refutedByPlanned.values().removeIf(byLocation -> {
            byLocation.values().removeIf(slots -> {
                slots.headMap(plannedNanos).clear();
                return slots.isEmpty();
            });
            return byLocation.isEmpty();
        });
    }

    /**
     * What does not count of a check now.
     *
     * @param slots says which of them are bad
     * @param patience from a slot's planned time on, its confirming run is awaited so long
     */
    public HeldSlots held(CheckName check, SlotLedger slots, Duration patience, Instant now) {
        Map<Location, NavigableMap<Long, Boolean>> byLocation = refutedByPlanned.get(check);
        return byLocation == null ? HeldSlots.NONE : new Held(check, byLocation, slots, patience, now);
    }

    private NavigableMap<Long, Boolean> ofKey(SlotKey key) {
        return refutedByPlanned
                .computeIfAbsent(key.check(), check -> new TreeMap<>())
                .computeIfAbsent(key.location(), location -> new TreeMap<>());
    }

    private record Held(
            CheckName check,
            Map<Location, NavigableMap<Long, Boolean>> byLocation,
            SlotLedger slots,
            Duration patience,
            Instant now)
            implements HeldSlots {
        @Override
        public State of(Location location, Instant planned) {
            NavigableMap<Long, Boolean> known = byLocation.get(location);
            return known == null ? State.COUNTS : state(known.get(SlotLedger.nanos(planned)), planned);
        }

        @Override
        public boolean any(Location location, Instant fromInclusive, Instant toInclusive) {
            NavigableMap<Long, Boolean> known = byLocation.get(location);
            return known != null
                    && !known.subMap(SlotLedger.nanos(fromInclusive), true, SlotLedger.nanos(toInclusive), true)
                            .isEmpty();
        }

        @Override
        public long badIn(Instant fromExclusive, Instant toInclusive) {
            long bad = 0;
            for (Map.Entry<Location, NavigableMap<Long, Boolean>> entry : byLocation.entrySet()) {
                SlotKey key = new SlotKey(check, entry.getKey());
                NavigableMap<Long, Boolean> within = entry.getValue()
                        .subMap(SlotLedger.nanos(fromExclusive), false, SlotLedger.nanos(toInclusive), true);
                for (Map.Entry<Long, Boolean> slot : within.entrySet()) {
                    Instant planned = SlotLine.instant(slot.getKey());
                    if (state(slot.getValue(), planned) != State.COUNTS && isBad(key, planned)) {
                        bad++;
                    }
                }
            }
            return bad;
        }

        private State state(@Nullable Boolean refuted, Instant planned) {
            if (refuted == null) {
                return State.COUNTS;
            }
            return refuted ? State.REFUTED : now.isBefore(planned.plus(patience)) ? State.AWAITED : State.COUNTS;
        }

        private boolean isBad(SlotKey key, Instant planned) {
            return slots.settled(key, planned.minusNanos(1), planned).stream()
                    .anyMatch(run -> run.word().slotClass() == SlotClass.BAD);
        }
    }
}
