package dev.sonde.collector.exposition;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** All promised series of one view, as the metrics library has them. Any thread. */
final class SeriesCollector implements MultiCollector {
    private final MetricsSource source;

    SeriesCollector(MetricsSource source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        Families families = new Families();
        Points.add(source.read(), new LabelMemory(LabelForm.TEXT), families);
        return families.snapshots();
    }
}
