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
 * Writes what a Prometheus registry holds: the promised series, which join it here, and the self-measurement that
 * Micrometer keeps in it. Any number of threads.
 */
public final class RegistryExposition implements Exposition {
    private static final int FIRST_PAGE_BYTES = 64 * 1024;

    private final PrometheusRegistry registry;
    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.builder()
            .setCreatedTimestampsEnabled(false)
            .build();
    private final ExpositionFormatWriter protobuf = new PrometheusProtobufWriter();
    private volatile int lastPageBytes = FIRST_PAGE_BYTES;

    /**
     * @param registry the one behind Micrometer's Prometheus registry
     * @param source read once for each page
     */
    public RegistryExposition(PrometheusRegistry registry, MetricsSource source) {
        this.registry = registry;
        registry.register(new SeriesCollector(source));
    }

    @Override
    public byte[] render(MetricsFormat format) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(lastPageBytes + lastPageBytes / 8);
        writer(format).write(page, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        lastPageBytes = page.size();
        return page.toByteArray();
    }

    private ExpositionFormatWriter writer(MetricsFormat format) {
        return switch (format) {
            case TEXT -> text;
            case OPENMETRICS -> openMetrics;
            case PROTOBUF -> protobuf;
        };
    }
}
