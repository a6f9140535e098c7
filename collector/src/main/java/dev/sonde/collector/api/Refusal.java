package dev.sonde.collector.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** A request that is not done, as an RFC 9457 problem. The detail is for the client to read: value and expectation. */
final class Refusal extends Exception {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers = new TreeMap<>();
    private final transient JsonArray errors;

    Refusal(int status, String detail) {
        this(status, detail, new JsonArray());
    }

    Refusal(int status, String detail, JsonArray errors) {
        super(detail, null, false, false);
        this.status = status;
        this.errors = errors;
    }

    /** A parameter that is not what it should be; the value is cut where it is longer than a person reads. */
    static Refusal ofParameter(String name, String value, String expected) {
        String shown = value.length() <= 100 ? value : value.substring(0, 100) + "...";
        JsonObject error =
                new JsonObject().put("parameter", name).put("value", shown).put("expected", expected);
        return new Refusal(400, name + ": " + shown + " (expected: " + expected + ")", new JsonArray().add(error));
    }

    Refusal withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    /** The answer that tells the client. */
    Answer answer() {
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", getMessage());
        if (!errors.isEmpty()) {
            problem.put("errors", errors);
        }
        return new Answer(status, MEDIA_TYPE, problem.toBuffer(), headers);
    }
}
