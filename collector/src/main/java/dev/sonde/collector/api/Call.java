package dev.sonde.collector.api;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;

/**
 * One request as an {@link Endpoint} sees it, copied off the event loop.
 *
 * @param path values of the path's parameters
 * @param body empty when none was sent
 * @param at when it arrived
 */
record Call(Map<String, String> path, Parameters parameters, Buffer body, Instant at) {
    /** The value of a path parameter that the route has. */
    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }
}
