package dev.sonde.collector.store;

import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentState;
import dev.sonde.collector.notify.Told;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slo.CheckMemoryState;
import dev.sonde.collector.watch.FollowedIncident;
import dev.sonde.contract.check.CheckName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What rounds remember: the open incidents, the histories of all, and each check's memory. In memory and at rest; the
 * writer's thread.
 */
final class IncidentTables {
    private final Sql sql;
    private final Map<CheckName, FollowedIncident> open = new TreeMap<>();
    private final Map<CheckName, CheckMemory> memories = new TreeMap<>();

    IncidentTables(Sql sql) {
        this.sql = sql;
        sql.list("SELECT incident, told FROM incident WHERE resolved_at_ms IS NULL ORDER BY id", row -> {
            FollowedIncident followed = new FollowedIncident(
                    incident(row.getString(1)), Told.fromMap(new JsonObject(row.getString(2)).getMap()));
            return open.put(followed.incident().subject().check(), followed);
        });
        sql.list(
                "SELECT check_name, memory FROM check_memory",
                row -> memories.put(
                        new CheckName(row.getString(1)),
                        CheckMemoryState.fromMap(new JsonObject(row.getString(2)).getMap())));
    }

    Collection<FollowedIncident> open() {
        return open.values();
    }

    @Nullable
    FollowedIncident open(CheckName check) {
        return open.get(check);
    }

    void keep(FollowedIncident followed) {
        Incident incident = followed.incident();
        CheckName check = incident.subject().check();
        if (incident.isOpen()) {
            open.put(check, followed);
        } else {
            open.remove(check);
        }
        Acknowledgement acknowledgement = incident.acknowledgement();
        Instant resolvedAt = incident.resolvedAt();
        sql.update(
                "INSERT OR REPLACE INTO incident (id, check_name, state, priority, handler, opened_at_ms,"
                        + " resolved_at_ms, incident, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                incident.id(),
                check.value(),
                incident.state(),
                incident.subject().priority(),
                acknowledgement == null ? null : acknowledgement.by(),
                incident.openedAt().toEpochMilli(),
                resolvedAt == null ? null : resolvedAt.toEpochMilli(),
                new JsonObject(IncidentState.toMap(incident)).encode(),
                new JsonObject(followed.told().toMap()).encode());
    }

    void record(IncidentEvent event) {
        sql.update(
                "INSERT OR REPLACE INTO incident_event (incident, sequence, type, at_ms, changes, after)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                event.incident().id(),
                event.incident().sequence(),
                event.type().label(),
                event.at().toEpochMilli(),
                new JsonArray(event.changes()).encode(),
                new JsonObject(IncidentState.toMap(event.incident())).encode());
    }

    CheckMemory memory(CheckName check) {
        return memories.getOrDefault(check, CheckMemory.EMPTY);
    }

    void remember(CheckName check, CheckMemory memory) {
        memories.put(check, memory);
        sql.update(
                "INSERT OR REPLACE INTO check_memory (check_name, memory) VALUES (?, ?)",
                check.value(),
                new JsonObject(CheckMemoryState.toMap(memory)).encode());
    }

    void forgetAllBut(Set<CheckName> checks) {
        for (CheckName check : List.copyOf(memories.keySet())) {
            if (!checks.contains(check)) {
                memories.remove(check);
                sql.update("DELETE FROM check_memory WHERE check_name = ?", check.value());
            }
        }
    }

    static Incident incident(String json) {
        return IncidentState.fromMap(new JsonObject(json).getMap());
    }
}
