package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.CauseDetails;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.contract.check.Location;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sonde's own body: {@code docs/webhook.md} describes every field. Times are RFC 3339, durations seconds. */
final class SondeBody implements Body {
    private final Links links;

    SondeBody(Links links) {
        this.links = links;
    }

    @Override
    public JsonObject of(Announcement announcement, String receiver, Room room) {
        Incident incident = announcement.incident();
        JsonObject data = new JsonObject()
                .put("incident", incident(incident, room))
                .put("changes", changes(announcement, room))
                .put("check", check(incident.subject(), room))
                .put("causes", causes(incident, room))
                .put("evidence", EvidenceJson.of(announcement.evidence(), room))
                .put("links", links(incident, room));
        if (room.isShrunk()) {
            data.put("truncated", true);
        }
        return new JsonObject()
                .put("type", announcement.typeLabel())
                .put("timestamp", announcement.at().toString())
                .put("data", data);
    }

    private static JsonObject incident(Incident incident, Room room) {
        JsonObject json = new JsonObject()
                .put("id", incident.id())
                .put("state", incident.state())
                .put("severity", incident.severity().label())
                .put("priority", room.cut(incident.subject().priority()))
                .put("openedAt", incident.openedAt().toString());
        Acknowledgement acknowledgement = incident.acknowledgement();
        if (acknowledgement != null) {
            json.put("acknowledgedAt", acknowledgement.at().toString())
                    .put("acknowledgedBy", room.cut(acknowledgement.by()));
        }
        put(json, "resolvedAt", incident.resolvedAt());
        return json.put("spell", incident.spell().number()).put("sequence", incident.sequence());
    }

    private static JsonArray changes(Announcement announcement, Room room) {
        JsonArray json = new JsonArray();
        announcement.changes().stream().limit(room.changes()).map(room::cut).forEach(json::add);
        return json;
    }

    private static JsonObject check(Subject subject, Room room) {
        JsonObject json = new JsonObject().put("name", subject.check().value());
        putCut(json, "service", subject.service(), room);
        putCut(json, "owner", subject.owner(), room);
        putCut(json, "purpose", subject.purpose(), room);
        putCut(json, "runbook", subject.runbook(), room);
        JsonObject labels = new JsonObject();
        subject.labels().entrySet().stream()
                .limit(room.entries())
                .forEach(label -> labels.put(room.cut(label.getKey()), room.cut(label.getValue())));
        return json.put("labels", labels);
    }

    private static JsonArray causes(Incident incident, Room room) {
        JsonArray json = new JsonArray();
        incident.causes().stream()
                .sorted(Comparator.comparing(Cause::isFiring, Comparator.reverseOrder()))
                .limit(room.causes())
                .forEach(cause -> json.add(cause(cause, room)));
        return json;
    }

    private static JsonObject cause(Cause cause, Room room) {
        JsonObject json = new JsonObject()
                .put("kind", cause.details().kind())
                .put("severity", cause.severity().label())
                .put("state", cause.state().label())
                .put("since", cause.since().toString());
        put(json, "endedAt", cause.endedAt());
        if (cause.noData()) {
            json.put("noData", true);
        }
        CauseDetails details = cause.details();
        if (details instanceof CauseDetails.BurnRate burn) {
            burnRate(json, burn, room);
        } else if (details instanceof CauseDetails.HardDown down) {
            JsonObject locations = new JsonObject();
            down.locations().entrySet().stream()
                    .limit(room.entries())
                    .forEach(each ->
                            locations.put(each.getKey().value(), each.getValue().toString()));
            json.put("locations", locations).put("slots", down.slots());
        } else if (details instanceof CauseDetails.Certificate certificate) {
            JsonArray locations = new JsonArray();
            certificate.locations().stream()
                    .limit(room.entries())
                    .map(Location::value)
                    .forEach(locations::add);
            json.put("expiry", certificate.expiry().toString())
                    .put("locations", locations)
                    .put("warn", seconds(certificate.warn()));
        }
        return json;
    }

    private static void burnRate(JsonObject json, CauseDetails.BurnRate burn, Room room) {
        json.put("slo", room.cut(burn.slo())).put("objective", burn.objective());
        Duration threshold = burn.threshold();
        if (threshold != null) {
            json.put("threshold", seconds(threshold));
        }
        json.put("longWindow", seconds(burn.longWindow()))
                .put("shortWindow", seconds(burn.shortWindow()))
                .put("factor", burn.factor());
        json.put("sli", burn.sli()).put("budgetRemaining", burn.budgetRemaining());
        JsonObject rates = new JsonObject();
        burn.burnRates().entrySet().stream()
                .limit(room.entries())
                .forEach((Map.Entry<Duration, Double> each) ->
                        rates.put(DurationText.of(each.getKey()), each.getValue()));
        json.put("burnRates", rates);
    }

    private JsonObject links(Incident incident, Room room) {
        JsonObject json = new JsonObject();
        if (incident.isOpen()) {
            put(json, "acknowledge", links.acknowledge(incident));
        }
        put(json, "dashboard", links.dashboard(incident));
        putCut(json, "runbook", incident.subject().runbook(), room);
        return json;
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static void putCut(JsonObject json, String key, @Nullable String value, Room room) {
        put(json, key, value == null ? null : room.cut(value));
    }

    private static void put(JsonObject json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value.toString());
        }
    }
}
