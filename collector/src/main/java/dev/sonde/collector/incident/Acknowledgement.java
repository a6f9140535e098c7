package dev.sonde.collector.incident;

import java.time.Instant;

/** Somebody has taken an incident on. Immutable. */
public record Acknowledgement(String by, Instant at) {}
