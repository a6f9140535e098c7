package dev.sonde.collector.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What a request is answered with. Not changed after it is made. */
record Answer(int status, String contentType, Buffer body, Map<String, String> headers) {
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain; charset=utf-8";

    Answer(int status, String contentType, Buffer body) {
        this(status, contentType, body, Map.of());
    }

    static Answer json(JsonObject body) {
        return new Answer(200, JSON, body.toBuffer());
    }

    static Answer text(String line) {
        return new Answer(200, PLAIN, Buffer.buffer(line + "\n"));
    }
}
