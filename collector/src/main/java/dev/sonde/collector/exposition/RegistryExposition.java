package dev.sonde.collector.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

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
    public void render(MetricsFormat format, PageSink page) throws IOException {
        switch (format) {
            case TEXT -> promised(new TextFamilies(false, page), textLabels);
            case OPENMETRICS -> promised(new TextFamilies(true, page), openMetricsLabels);
            case PROTOBUF -> promised(new ProtobufFamilies(page), protobufLabels);
        }
        ByteArrayOutputStream own = new ByteArrayOutputStream(64 * 1024);
        writer(format).write(own, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        page.add(own.toByteArray(), own.size());
    }

    private void promised(PageFamilies families, LabelMemory labels) {
        MetricsView view = source.read();
        synchronized (labels) {
            Points.add(view, labels, families);
        }
        families.end();
    }

    private ExpositionFormatWriter writer(MetricsFormat format) {
        return switch (format) {
            case TEXT -> text;
            case OPENMETRICS -> openMetrics;
            case PROTOBUF -> protobuf;
        };
    }
}
