package dev.sonde.collector.evidence;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.EvidenceKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which kept runs of a check are wanted. Immutable.
 *
 * @param kind null for every kind
 * @param location null for every location
 * @param from runs that started then or later
 * @param to runs that started before then
 * @param limit most of them, the newest first
 */
public record EvidenceQuery(
        CheckName check,
        @Nullable EvidenceKind kind,
        @Nullable Location location,
        Instant from,
        Instant to,
        int limit) {}
