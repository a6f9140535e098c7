package dev.sonde.launcher.pairing;

import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.ingest.BatchIntake;

/** What an agent has to do with the collector beside it: what it is to run, who has been heard of, where batches go. */
public record Neighbour(Assignment assignment, Attendance attendance, BatchIntake batches) {}
