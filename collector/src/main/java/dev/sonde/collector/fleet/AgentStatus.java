package dev.sonde.collector.fleet;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one agent at a moment.
 *
 * @param up whether a batch arrived within {@link Attendance#SILENCE}
 * @param lastBatchAt by the collector's clock; null before the first
 * @param clockSkew how far its clock is ahead of the collector's, delivery time included; null before the first
 *     batch
 * @param assignedRevision of the checks it is to run
 * @param knownRevision of the checks it said it has; null before it asked
 * @param checks how many it is to run
 */
public record AgentStatus(
        String name,
        Location location,
        boolean up,
        @Nullable Instant lastBatchAt,
        @Nullable Duration clockSkew,
        String assignedRevision,
        @Nullable String knownRevision,
        int checks) {}
