package dev.sonde.collector.slots;

import dev.sonde.contract.result.SlotClass;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Slots of one {@link Indicator} counted since ever, all locations summed: never shrinking. Immutable.
 *
 * @param settled first settlements, every class present
 * @param corrected later changes; only what has happened
 */
public record SlotTotals(Map<SlotClass, Long> settled, Map<Correction, Long> corrected) {
    public static final SlotTotals NONE = new SlotTotals(Map.of(), Map.of());

    /** A change of a settled slot from one class to another. */
    public record Correction(SlotClass from, SlotClass to) implements Comparable<Correction> {
        @Override
        public int compareTo(Correction other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    public SlotTotals {
        EnumMap<SlotClass, Long> classes = new EnumMap<>(SlotClass.class);
        for (SlotClass slotClass : SlotClass.values()) {
            classes.put(slotClass, settled.getOrDefault(slotClass, 0L));
        }
        settled = Collections.unmodifiableMap(classes);
        corrected = Collections.unmodifiableMap(new TreeMap<>(corrected));
    }
}
