package dev.sonde.collector.ingest;

import dev.sonde.contract.check.Location;

/** Who sends a batch, as its token proved: the name and location of its {@code agents} entry, never of the payload. */
public record AgentIdentity(String name, Location location) {}
