package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Body;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of a run, as expectations look at it. */
record HttpAnswer(
        int status, MultiMap headers, Body body, @Nullable Instant certificateExpiry, long durationNanos, Instant at)
        implements Answer {
    @Override
    public List<String> header(String name) {
        return headers.getAll(name);
    }
}
