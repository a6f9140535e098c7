package dev.sonde.collector.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the promised series of a view, and behind them the self-measurement that Micrometer keeps in a Prometheus registry.
 * The promised series are written by our own hand, because there may be hundreds of thousands of them; all else is the
 * metrics library's. Any number of threads; pages of one format are made one after the other.
 */
public final class RegistryExposition implements Exposition {
    private final PrometheusRegistry registry;
    private final MetricsSource source;
    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.builder()
            .setCreatedTimestampsEnabled(false)
            .build();
    private final ExpositionFormatWriter protobuf = new PrometheusProtobufWriter();
    private final LabelMemory textLabels = new LabelMemory(LabelForm.TEXT);
    private final LabelMemory openMetricsLabels = new LabelMemory(LabelForm.TEXT);
    private final LabelMemory protobufLabels = new LabelMemory(LabelForm.PROTOBUF);

    /**
     * @param registry the one behind Micrometer's Prometheus registry
     * @param source read once for each page
     */
    public RegistryExposition(PrometheusRegistry registry, MetricsSource source) {
        this.registry = registry;
        this.source = source;
    }

    @Override
    public List<byte[]> render(MetricsFormat format) throws IOException {
        return switch (format) {
            case TEXT -> page(new TextFamilies(false), textLabels, text);
            case OPENMETRICS -> page(new TextFamilies(true), openMetricsLabels, openMetrics);
            case PROTOBUF -> page(new ProtobufFamilies(), protobufLabels, protobuf);
        };
    }

    private List<byte[]> page(PageFamilies families, LabelMemory labels, ExpositionFormatWriter rest)
            throws IOException {
        MetricsView view = source.read();
        synchronized (labels) {
            Points.add(view, labels, families);
        }
        List<byte[]> pieces = new ArrayList<>();
        families.addTo(pieces);
        pieces.add(written(rest, registry.scrape()));
        return pieces;
    }

    private static byte[] written(ExpositionFormatWriter writer, MetricSnapshots snapshots) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(64 * 1024);
        writer.write(page, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
        return page.toByteArray();
    }
}
