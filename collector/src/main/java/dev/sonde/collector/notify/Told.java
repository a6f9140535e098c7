package dev.sonde.collector.notify;

import dev.sonde.collector.incident.IncidentState;
import dev.sonde.collector.incident.Spell;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who has been told of an incident, and of which of its spells last. Kept beside the incident by whoever runs the rounds.
 * Immutable.
 *
 * @param spells by receiver name
 */
public record Told(Map<String, Spell> spells) {
    public static final Told NOBODY = new Told(Map.of());

    public Told {
        spells = Collections.unmodifiableMap(new TreeMap<>(spells));
    }

    /** The same, with a receiver told of this spell. */
    Told with(String receiver, Spell spell) {
        Map<String, Spell> next = new HashMap<>(spells);
        next.put(receiver, spell);
        return new Told(next);
    }

    /** As a JSON object: maps, texts and numbers only. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        spells.forEach((receiver, spell) -> map.put(receiver, IncidentState.spellMap(spell)));
        return map;
    }

    /** What {@link #toMap} wrote; IllegalArgumentException if it is not that. */
    public static Told fromMap(Map<?, ?> map) {
        Map<String, Spell> spells = new HashMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (!(each.getValue() instanceof Map<?, ?> spell)) {
                throw new IllegalArgumentException(each.getKey() + ": " + each.getValue() + " (expected: a spell)");
            }
            spells.put(String.valueOf(each.getKey()), IncidentState.spellFromMap(spell));
        }
        return new Told(spells);
    }
}
