package dev.sonde.agent.exporter;

import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.series.BucketBounds;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** The promised series of the agent's own punctuality. Any thread. */
final class AgentSeries implements MultiCollector {
    private final AgentTelemetry telemetry;
    private final String agent;
    private final Supplier<String> location;

    /**
     * @param location empty while it is not known
     */
    AgentSeries(AgentTelemetry telemetry, String agent, Supplier<String> location) {
        this.telemetry = telemetry;
        this.agent = agent;
        this.location = location;
    }

    @Override
    public MetricSnapshots collect() {
        Labels labels = Labels.of(SeriesLabel.AGENT, agent, SeriesLabel.LOCATION, location.get());
        return new MetricSnapshots(
                histogram(Series.AGENT_SCHEDULE_DELAY, telemetry.scheduleDelay(), labels),
                histogram(Series.AGENT_EVENT_LOOP_LAG, telemetry.eventLoopLag(), labels));
    }

    private static HistogramSnapshot histogram(Series series, SparseHistogram delays, Labels labels) {
        return new HistogramSnapshot(
                new MetricMetadata(series.baseName(), series.help()),
                List.of(HistogramPoints.classicAndNative(delays, BucketBounds.DELAY, labels)));
    }
}
