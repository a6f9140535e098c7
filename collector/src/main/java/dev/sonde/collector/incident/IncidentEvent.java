package dev.sonde.collector.incident;

import java.time.Instant;
import java.util.List;

/**
 * Something about an incident that people are told. Immutable.
 *
 * @param incident as it is after the event; its sequence numbers the event
 * @param changes what happened, one line each, for people
 */
public record IncidentEvent(Type type, Incident incident, Instant at, List<String> changes) {
    /** What kind of event. */
    public enum Type {
        OPENED("opened"),
        /** A rise: told as loudly as an opening. */
        ESCALATED("escalated"),
        /** A cause joined, came back or was removed, a location went down, or the severity fell. */
        UPDATED("updated"),
        ACKNOWLEDGED("acknowledged"),
        RESOLVED("resolved");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** The word in JSON; a webhook's type is {@code incident.} and this. */
        public String label() {
            return label;
        }
    }

    public IncidentEvent {
        changes = List.copyOf(changes);
    }
}
