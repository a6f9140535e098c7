package dev.sonde.agent.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Metrics as a page, in the form the client asked for. A large one takes its time: for workers. */
public final class MetricsPage {
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
    public static MetricsPage render(MetricSnapshots metrics, @Nullable String accept, @Nullable String acceptEncoding)
            throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        return render(out -> writer.write(out, metrics, EscapingScheme.UNDERSCORE_ESCAPING), writer, acceptEncoding);
    }

    /** The same for gauges alone, in text as {@link GaugeText} writes it. */
    public static MetricsPage renderGauges(
            MetricSnapshots gauges, @Nullable String accept, @Nullable String acceptEncoding) throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        if (!(writer instanceof PrometheusTextFormatWriter)) {
            return render(gauges, accept, acceptEncoding);
        }
        byte[] text = GaugeText.of(gauges).getBytes(StandardCharsets.UTF_8);
        return render(out -> out.write(text), writer, acceptEncoding);
    }

    /** Writes a page's bytes. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static MetricsPage render(Content content, ExpositionFormatWriter writer, @Nullable String acceptEncoding)
            throws IOException {
        boolean gzip = acceptEncoding != null && acceptEncoding.contains("gzip");
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(page) : page) {
            content.writeTo(out);
        }
        return new MetricsPage(page.toByteArray(), writer.getContentType(), gzip);
    }

    /** The page's bytes. */
    public byte[] body() {
        return body;
    }

    /** What they are. */
    public String contentType() {
        return contentType;
    }

    /** Whether they are packed. */
    public boolean isGzipped() {
        return gzipped;
    }
}
