package dev.sonde.collector.notify;

import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** What the agents saw, as JSON. */
final class EvidenceJson {
    private EvidenceJson() {}

    static JsonObject of(IncidentEvidence evidence, Room room) {
        JsonObject locations = new JsonObject();
        evidence.locations().entrySet().stream()
                .limit(room.entries())
                .forEach(each -> locations.put(each.getKey().value(), location(each.getValue())));
        JsonObject reasons = new JsonObject();
        evidence.reasons().entrySet().stream()
                .limit(room.entries())
                .forEach(each -> reasons.put(each.getKey(), each.getValue()));
        JsonObject phases = new JsonObject();
        evidence.phases().entrySet().stream()
                .limit(room.entries())
                .forEach((Map.Entry<Phase, Duration> each) ->
                        phases.put(each.getKey().label(), SondeBody.seconds(each.getValue())));
        JsonArray failures = new JsonArray();
        evidence.lastFailures().stream().limit(room.failures()).forEach(each -> failures.add(failure(each, room)));
        return new JsonObject()
                .put("locations", locations)
                .put("reasons", reasons)
                .put("phases", phases)
                .put("lastFailures", failures);
    }

    private static JsonObject location(IncidentEvidence.LocationState state) {
        JsonObject json = new JsonObject();
        Boolean up = state.up();
        json.put("state", up == null ? "unknown" : up ? "up" : "down");
        if (state.reason() != null) {
            json.put("reason", state.reason());
        }
        return json.put("good", state.good()).put("bad", state.bad()).put("unknown", state.unknown());
    }

    private static JsonObject failure(IncidentEvidence.Failure failure, Room room) {
        Evidence evidence = failure.evidence();
        JsonObject json = new JsonObject()
                .put("location", failure.location().value())
                .put("at", evidence.startedAt().toString())
                .put("reason", evidence.outcome().reasonLabel())
                .put("detail", room.cut(evidence.detail()));
        if (evidence.address() != null) {
            json.put("address", room.cut(evidence.address()));
        }
        if (evidence.status() != 0) {
            json.put("status", evidence.status());
        }
        if (!evidence.trail().traceId().isEmpty()) {
            json.put("traceId", evidence.trail().traceId());
        }
        Unmet unmet = evidence.trail().unmet();
        if (unmet != null) {
            json.put(
                    "failedExpectation",
                    new JsonObject()
                            .put("expectation", room.cut(unmet.expectation()))
                            .put("seen", room.cut(unmet.seen()))
                            .put("expected", room.cut(unmet.expected())));
        }
        Outcome confirmation = failure.confirmation();
        if (confirmation != null) {
            json.put("confirmation", confirmation.label());
        }
        json.put("duration", evidence.durationNanos() / 1e9);
        JsonObject phases = new JsonObject();
        evidence.phaseNanos().forEach((phase, nanos) -> phases.put(phase.label(), nanos / 1e9));
        return json.put("phases", phases);
    }
}
