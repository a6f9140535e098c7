package dev.sonde.collector.evidence;

import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Evidence;

/** A kept run and where it was made. Immutable. */
public record KeptRun(Location location, Evidence evidence) {}
