package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.incident.Spell;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one receiver is to be told: an event as that receiver sees it. Immutable.
 *
 * @param type opened if it is the receiver's first message, whatever happened; else what happened
 * @param incident as it is after the event
 * @param at when it happened
 * @param changes one line each
 * @param toldSpell the spell that the receiver was told of last; null for its first message
 */
record Announcement(
        IncidentEvent.Type type,
        Incident incident,
        Instant at,
        List<String> changes,
        IncidentEvidence evidence,
        @Nullable Spell toldSpell) {
    /** The message's type on the wire. */
    String typeLabel() {
        return "incident." + type.label();
    }
}
