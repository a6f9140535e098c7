package dev.sonde.agent.exporter;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A registry as a page, in the form the client asked for. Takes its time: for workers. */
final class MetricsPage {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private final byte[] body;
    private final String contentType;
    private final boolean gzipped;

    private MetricsPage(byte[] body, String contentType, boolean gzipped) {
        this.body = body;
        this.contentType = contentType;
        this.gzipped = gzipped;
    }

    /**
     * @param accept the Accept header; null if there is none
     * @param acceptEncoding likewise
     */
    static MetricsPage render(PrometheusRegistry registry, @Nullable String accept, @Nullable String acceptEncoding)
            throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        boolean gzip = acceptEncoding != null && acceptEncoding.contains("gzip");
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(page) : page) {
            writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        }
        return new MetricsPage(page.toByteArray(), writer.getContentType(), gzip);
    }

    byte[] body() {
        return body;
    }

    String contentType() {
        return contentType;
    }

    boolean isGzipped() {
        return gzipped;
    }
}
