package dev.sonde.collector.api;

import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.CauseDetails;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An incident as JSON, in the words of the webhook. Pure; any thread. */
final class IncidentForm {
    private IncidentForm() {}

    static JsonObject of(Incident incident) {
        Acknowledgement acknowledgement = incident.acknowledgement();
        return new JsonObject()
                .put("id", incident.id())
                .put("state", incident.state())
                .put("severity", incident.severity().label())
                .put("priority", incident.subject().priority())
                .put("openedAt", Json.time(incident.openedAt()))
                .put("loudAt", Json.time(incident.loudAt()))
                .put("acknowledgedAt", acknowledgement == null ? null : Json.time(acknowledgement.at()))
                .put("acknowledgedBy", acknowledgement == null ? null : acknowledgement.by())
                .put("firstAcknowledgedAt", Json.time(incident.firstAcknowledgedAt()))
                .put("resolvedAt", Json.time(incident.resolvedAt()))
                .put("spell", incident.spell().number())
                .put("sequence", incident.sequence())
                .put("check", check(incident.subject()))
                .put("causes", Json.array(incident.causes(), IncidentForm::cause));
    }

    private static JsonObject check(Subject subject) {
        return new JsonObject()
                .put("name", subject.check().value())
                .put("service", subject.service())
                .put("owner", subject.owner())
                .put("purpose", subject.purpose())
                .put("runbook", subject.runbook())
                .put("labels", Json.labels(subject.labels()));
    }

    private static JsonObject cause(Cause cause) {
        return new JsonObject()
                .put("id", cause.id())
                .put("kind", cause.details().kind())
                .put("severity", cause.severity().label())
                .put("state", cause.state().label())
                .put("since", Json.time(cause.since()))
                .put("endedAt", Json.time(cause.endedAt()))
                .put("noData", cause.noData())
                .mergeIn(details(cause.details()));
    }

    private static JsonObject details(CauseDetails details) {
        if (details instanceof CauseDetails.BurnRate burn) {
            return new JsonObject()
                    .put("slo", burn.slo())
                    .put("objective", burn.objective().doubleValue())
                    .put("threshold", Json.seconds(burn.threshold()))
                    .put("longWindow", Json.seconds(burn.longWindow()))
                    .put("shortWindow", Json.seconds(burn.shortWindow()))
                    .put("factor", burn.factor())
                    .put("sli", burn.sli())
                    .put("budgetRemaining", burn.budgetRemaining())
                    .put("burnRates", Json.byWindow(burn.burnRates()));
        }
        if (details instanceof CauseDetails.HardDown down) {
            JsonObject locations = new JsonObject();
            down.locations().forEach((location, since) -> locations.put(location.value(), Json.time(since)));
            return new JsonObject().put("slots", down.slots()).put("locations", locations);
        }
        if (details instanceof CauseDetails.Certificate certificate) {
            JsonArray locations = new JsonArray();
            certificate.locations().forEach(location -> locations.add(location.value()));
            return new JsonObject()
                    .put("expiry", Json.time(certificate.expiry()))
                    .put("warn", Json.seconds(certificate.warn()))
                    .put("locations", locations);
        }
        throw new IllegalStateException("no form for " + details.kind());
    }
}
