package dev.sonde.collector.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The pages that do not change: the landing page and the OpenAPI document. */
final class Documents {
    private static final Map<String, String> NO_SCRIPTS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final Answer landingPage;
    private final Answer openApi;

    Documents(String version) {
        landingPage = new Answer(
                200,
                "text/html; charset=utf-8",
                Buffer.buffer(resource("landing.html").replace("{{version}}", escaped(version))),
                NO_SCRIPTS);
        openApi = new Answer(
                200, "application/yaml", Buffer.buffer(resource("openapi.yaml").replace("{{version}}", version)));
    }

    Answer landingPage(Call call) {
        return landingPage;
    }

    Answer openApi(Call call) {
        return openApi;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) {
        try (InputStream in = Documents.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
