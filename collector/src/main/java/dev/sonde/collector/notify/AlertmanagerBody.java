package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.result.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The webhook body of Prometheus Alertmanager, version 4. An alert is one spell of an incident: when a spell ends its
 * alert is resolved, and the next one fires in the same message. The group is the incident.
 */
final class AlertmanagerBody implements Body {
    private static final String ZERO_TIME = "0001-01-01T00:00:00Z";
    private static final String FIRING = "firing";
    private static final String RESOLVED = "resolved";

    private final Links links;

    AlertmanagerBody(Links links) {
        this.links = links;
    }

    @Override
    public JsonObject of(Announcement announcement, String receiver, Room room) {
        Incident incident = announcement.incident();
        List<JsonObject> alerts = alerts(announcement, room);
        SortedMap<String, String> group = AlertLabels.ofGroup(incident.id(), incident.subject());
        JsonArray alertArray = new JsonArray();
        alerts.forEach(alertArray::add);
        return new JsonObject()
                .put("version", "4")
                .put("groupKey", "{}:" + AlertLabels.text(group))
                .put("truncatedAlerts", 0)
                .put("status", alerts.stream().anyMatch(AlertmanagerBody::isFiring) ? FIRING : RESOLVED)
                .put("receiver", quoted(receiver))
                .put("notification_reason", reason(announcement, alerts.size()))
                .put("groupLabels", object(group))
                .put("commonLabels", common(alerts, "labels"))
                .put("commonAnnotations", common(alerts, "annotations"))
                .put("routeLabels", new JsonObject())
                .put("externalURL", links.collector() == null ? "" : String.valueOf(links.collector()))
                .put("alerts", alertArray);
    }

    private List<JsonObject> alerts(Announcement announcement, Room room) {
        Incident incident = announcement.incident();
        Spell current = incident.spell();
        Spell told = announcement.toldSpell();
        List<JsonObject> alerts = new ArrayList<>();
        if (told != null && told.number() != current.number()) {
            alerts.add(alert(announcement, told, current.startedAt(), room));
        }
        alerts.add(alert(announcement, current, incident.resolvedAt(), room));
        return alerts;
    }

    private JsonObject alert(Announcement announcement, Spell spell, @Nullable Instant endsAt, Room room) {
        SortedMap<String, String> labels =
                AlertLabels.of(announcement.incident().id(), spell, room);
        String generator = links.dashboard(announcement.incident());
        return new JsonObject()
                .put("status", endsAt == null ? FIRING : RESOLVED)
                .put("labels", object(labels))
                .put("annotations", object(annotations(announcement, spell.severity(), room)))
                .put("startsAt", spell.startedAt().toString())
                .put("endsAt", endsAt == null ? ZERO_TIME : endsAt.toString())
                .put("generatorURL", generator == null ? "" : generator)
                .put("fingerprint", AlertLabels.fingerprint(labels));
    }

    private SortedMap<String, String> annotations(Announcement announcement, Severity severity, Room room) {
        Incident incident = announcement.incident();
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put("severity", severity.label());
        annotations.put("state", incident.state());
        annotations.put("priority", room.cut(incident.subject().priority()));
        annotations.put("summary", summary(announcement));
        annotations.put("description", description(announcement, room));
        put(annotations, "owner", incident.subject().owner(), room);
        put(annotations, "purpose", incident.subject().purpose(), room);
        put(annotations, "runbook_url", incident.subject().runbook(), room);
        put(annotations, "acknowledge_url", links.acknowledge(incident), room);
        Acknowledgement acknowledgement = incident.acknowledgement();
        put(annotations, "acknowledged_by", acknowledgement == null ? null : acknowledgement.by(), room);
        return annotations;
    }

    private static String summary(Announcement announcement) {
        Incident incident = announcement.incident();
        return incident.subject().check() + ": " + incident.severity().label() + " "
                + announcement.type().label();
    }

    private static String description(Announcement announcement, Room room) {
        List<String> lines = new ArrayList<>();
        announcement.changes().stream().limit(room.changes()).map(room::cut).forEach(lines::add);
        announcement.incident().causes().stream()
                .filter(Cause::isFiring)
                .filter(cause -> announcement.changes().stream().noneMatch(change -> change.endsWith(cause.line())))
                .limit(room.causes())
                .forEach(cause -> lines.add(room.cut("firing: " + cause.line())));
        announcement.evidence().lastFailures().stream()
                .limit(room.failures())
                .forEach(failure -> lines.add(failure.location() + ": "
                        + failure.evidence().outcome().reasonLabel() + ", "
                        + room.cut(failure.evidence().detail())
                        + (failure.confirmation() instanceof Outcome.Success
                                ? " (not so when it was confirmed)"
                                : "")));
        return String.join("\n", lines);
    }

    private static String reason(Announcement announcement, int alerts) {
        if (announcement.toldSpell() == null) {
            return "first notification";
        }
        if (announcement.type() == IncidentEvent.Type.RESOLVED) {
            return "all alerts resolved";
        }
        return alerts > 1 ? "new alerts added" : "unknown";
    }

    private static boolean isFiring(JsonObject alert) {
        return FIRING.equals(alert.getString("status"));
    }

    /** What every alert has in common. */
    private static JsonObject common(List<JsonObject> alerts, String key) {
        JsonObject common = alerts.get(0).getJsonObject(key).copy();
        for (JsonObject alert : alerts) {
            JsonObject other = alert.getJsonObject(key);
            common.getMap()
                    .entrySet()
                    .removeIf(each -> !String.valueOf(each.getValue()).equals(other.getString(each.getKey())));
        }
        return common;
    }

    /** As Go's regexp.QuoteMeta does. */
    private static String quoted(String text) {
        return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
    }

    private static JsonObject object(SortedMap<String, String> map) {
        JsonObject json = new JsonObject();
        for (Map.Entry<String, String> each : map.entrySet()) {
            json.put(each.getKey(), each.getValue());
        }
        return json;
    }

    private static void put(SortedMap<String, String> map, String key, @Nullable String value, Room room) {
        if (value != null) {
            map.put(key, room.cut(value));
        }
    }
}
