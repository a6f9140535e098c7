package dev.sonde.agent.blackbox.prober;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The head of an answer, by whatever version it came. Not changed any more. */
record HttpAnswered(int status, MultiMap headers, HttpVersion version) {
    static HttpAnswered of(HttpClientResponse response) {
        return new HttpAnswered(response.statusCode(), response.headers(), response.version());
    }

    /** The first value of a header; null if it is absent. */
    @Nullable
    String header(String name) {
        return headers.get(name);
    }
}
