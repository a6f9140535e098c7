package dev.sonde.agent.probe.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A head as Netty's decoder read it. */
record DirectHead(int status, HttpHeaders headers) implements Head {
    static DirectHead of(HttpResponse response) {
        return new DirectHead(response.status().code(), response.headers());
    }

    @Override
    public @Nullable String get(CharSequence name) {
        return headers.get(name);
    }

    @Override
    public List<String> all(CharSequence name) {
        return headers.getAll(name);
    }

    @Override
    public void each(BiConsumer<String, String> header) {
        Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = each.next();
            header.accept(entry.getKey().toString(), entry.getValue().toString());
        }
    }
}
