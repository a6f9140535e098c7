package dev.sonde.collector.api;

import dev.sonde.collector.api.IncidentDesk.Answered;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Incidents past and present, and a person's word on one. Workers. */
final class IncidentEndpoints {
    static final Set<String> PARAMETERS = Set.of("state", "priority", "handler", "from", "to", "limit");
    private static final List<String> STATES = List.of("open", "acknowledged", "resolved");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_NAME = 100;

    private final IncidentDesk desk;

    IncidentEndpoints(IncidentDesk desk) {
        this.desk = desk;
    }

    Answer list(Call call) throws Refusal {
        Parameters parameters = call.parameters();
        Instant from = parameters.time("from");
        Instant to = parameters.time("to");
        if (from != null && to != null && !from.isBefore(to)) {
            throw Refusal.ofParameter("from", from.toString(), "before to, which is " + to);
        }
        IncidentDesk.Query query = new IncidentDesk.Query(
                parameters.word("state", STATES),
                parameters.text("priority"),
                parameters.text("handler"),
                from,
                to,
                parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
        return Answer.json(new JsonObject().put("incidents", Json.array(desk.find(query), IncidentForm::of)));
    }

    Answer one(Call call) throws Refusal {
        String id = call.path("id");
        return Answer.json(IncidentForm.of(desk.find(id).orElseThrow(() -> unknown(id))));
    }

    Answer acknowledge(Call call) throws Refusal {
        return answer(call, desk.acknowledge(call.path("id"), by(call)));
    }

    Answer resolve(Call call) throws Refusal {
        return answer(call, desk.resolve(call.path("id"), by(call)));
    }

    private static Answer answer(Call call, Answered answered) throws Refusal {
        if (answered instanceof Answered.Done done) {
            return Answer.json(IncidentForm.of(done.incident()));
        }
        if (answered instanceof Answered.Refused refused) {
            throw new Refusal(409, refused.reason());
        }
        throw unknown(call.path("id"));
    }

    private static Refusal unknown(String id) {
        return new Refusal(404, "incident: " + id + " (expected: the id of an incident)");
    }

    /** Who speaks: the body is {@code {"by": "name"}} and nothing else. */
    private static String by(Call call) throws Refusal {
        String expected = "a JSON object such as {\"by\": \"alice\"}";
        JsonObject body;
        try {
            body = call.body().toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new Refusal(400, "body: not a JSON object (expected: " + expected + ")");
        }
        for (String key : body.fieldNames()) {
            if (!key.equals("by")) {
                throw Refusal.ofParameter(key, String.valueOf(body.getValue(key)), "no such key; " + expected);
            }
        }
        Object by = body.getValue("by");
        if (by instanceof String name && !name.isBlank() && name.length() <= MAX_NAME) {
            return name.strip();
        }
        throw Refusal.ofParameter("by", String.valueOf(by), "a name of 1 to " + MAX_NAME + " characters");
    }
}
