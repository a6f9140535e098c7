package dev.sonde.agent.probe.http;

import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A head as Vert.x's client read it. */
record ClientHead(HttpClientResponse response) implements Head {
    @Override
    public int status() {
        return response.statusCode();
    }

    @Override
    public @Nullable String get(CharSequence name) {
        return response.headers().get(name);
    }

    @Override
    public List<String> all(CharSequence name) {
        return response.headers().getAll(name);
    }

    @Override
    public void each(BiConsumer<String, String> header) {
        response.headers().forEach(header);
    }
}
