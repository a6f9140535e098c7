package dev.sonde.collector.exposition;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** All promised series of one view, for the Prometheus registry that the self-measurement lives in too. Any thread. */
final class SeriesCollector implements MultiCollector {
    private final MetricsSource source;

    SeriesCollector(MetricsSource source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        MetricsView view = source.read();
        Families families = new Families();
        view.probes().forEach(probe -> ProbeSeries.add(probe, families));
        view.slos().forEach(slo -> PromiseSeries.addSlo(slo, families));
        PromiseSeries.addIncidents(view.checks(), view.openIncidents(), families);
        view.receivers().forEach(receiver -> StaffSeries.addReceiver(receiver, families));
        view.agents().forEach(agent -> StaffSeries.addAgent(agent, families));
        return families.snapshots();
    }
}
