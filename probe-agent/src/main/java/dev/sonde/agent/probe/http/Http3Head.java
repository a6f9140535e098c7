package dev.sonde.agent.probe.http;

import io.netty.handler.codec.http3.Http3Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A head as HTTP/3 has it, where names are in lower case and the status is one of the headers. */
record Http3Head(int status, Http3Headers headers) implements Head {
    /** IllegalArgumentException if there is no status in it. */
    static Http3Head of(Http3Headers headers) {
        CharSequence status = headers.status();
        if (status == null || !status.toString().matches("[1-5][0-9][0-9]")) {
            throw new IllegalArgumentException("a status of another form: " + status);
        }
        return new Http3Head(Integer.parseInt(status.toString()), headers);
    }

    /** Whether another one follows for the same answer. */
    boolean isInterim() {
        return status / 100 == 1;
    }

    @Override
    public @Nullable String get(CharSequence name) {
        CharSequence value = headers.get(lower(name));
        return value == null ? null : value.toString();
    }

    @Override
    public List<String> all(CharSequence name) {
        return headers.getAll(lower(name)).stream().map(CharSequence::toString).toList();
    }

    private static String lower(CharSequence name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void each(BiConsumer<String, String> header) {
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            String name = entry.getKey().toString();
            if (!name.startsWith(":")) {
                header.accept(name, entry.getValue().toString());
            }
        }
    }
}
