package dev.sonde.collector.api;

import dev.sonde.collector.evidence.EvidenceArchive;
import dev.sonde.collector.exposition.Exposition;
import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.latency.LatencyHistory;
import dev.sonde.collector.telemetry.CollectorMeters;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * All that the server needs of the rest of the collector.
 *
 * @param state the newest committed state, the same that metrics are rendered from
 * @param clock wall time
 * @param nanoTime monotonic
 * @param version of the build, for people
 */
public record ApiPorts(
        Assignment assignment,
        Attendance attendance,
        BatchIntake batches,
        MetricsSource state,
        Exposition exposition,
        LatencyHistory latency,
        EvidenceArchive evidence,
        IncidentDesk incidents,
        Reload reload,
        Readiness readiness,
        CollectorMeters meters,
        InstantSource clock,
        LongSupplier nanoTime,
        String version) {}
