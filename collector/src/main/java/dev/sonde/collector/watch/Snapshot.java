package dev.sonde.collector.watch;

import dev.sonde.collector.incident.Incident;
import java.time.Instant;
import java.util.List;

/**
 * How everything stood after a committed round. Immutable.
 *
 * @param at the instant of the round
 * @param statuses by check, each as of the round that last looked at it
 * @param openIncidents at most one per check
 */
public record Snapshot(Instant at, StatusTable statuses, List<Incident> openIncidents) {
    public static final Snapshot NONE = new Snapshot(Instant.EPOCH, StatusTable.EMPTY, List.of());

    public Snapshot {
        openIncidents = List.copyOf(openIncidents);
    }
}
