package dev.sonde.collector.watch;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.contract.check.CheckName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How everything stood after a committed round. Immutable.
 *
 * @param at the instant of the round
 * @param statuses by check, each as of the round that last looked at it
 * @param openIncidents at most one per check
 */
public record Snapshot(Instant at, Map<CheckName, CheckStatus> statuses, List<Incident> openIncidents) {
    public static final Snapshot NONE = new Snapshot(Instant.EPOCH, Map.of(), List.of());

    public Snapshot {
        statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
        openIncidents = List.copyOf(openIncidents);
    }
}
