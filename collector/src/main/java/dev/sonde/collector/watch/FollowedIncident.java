package dev.sonde.collector.watch;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.notify.Told;

/** An incident and who has been told of it. Immutable. */
public record FollowedIncident(Incident incident, Told told) {}
