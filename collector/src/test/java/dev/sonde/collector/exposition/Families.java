package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.contract.series.Series;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the points of a page for the metrics library, family by family; a family without points is left out. No point
 * carries a created timestamp: counts are those since ever. One thread.
 */
final class Families implements PointSink {
    private static final int NO_TIMESTAMP = 0;

    private final Map<Series, List<CounterDataPointSnapshot>> counters = new EnumMap<>(Series.class);
    private final Map<Series, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Series.class);
    private final Map<Series, List<HistogramDataPointSnapshot>> histograms = new EnumMap<>(Series.class);

    @Override
    public void count(Series series, SubjectLabels subject, PointLabels point, long value) {
        counters.computeIfAbsent(series, key -> new ArrayList<>())
                .add(new CounterDataPointSnapshot((double) value, labels(subject, point), null, NO_TIMESTAMP));
    }

    @Override
    public void gauge(Series series, SubjectLabels subject, PointLabels point, double value) {
        gauges.computeIfAbsent(series, key -> new ArrayList<>())
                .add(new GaugeDataPointSnapshot(value, labels(subject, point), null));
    }

    @Override
    public void gaugeOfMicros(Series series, SubjectLabels subject, PointLabels point, long micros) {
        gauge(series, subject, point, micros / 1e6);
    }

    @Override
    public void histogram(
            Series series, SubjectLabels subject, PointLabels point, BucketCounts histogram, List<TracedRun> traced) {
        histograms
                .computeIfAbsent(series, key -> new ArrayList<>())
                .add(HistogramPoints.of(histogram, labels(subject, point), traced));
    }

    private static Labels labels(SubjectLabels subject, PointLabels point) {
        List<String> all = new ArrayList<>(subject.namesAndValues());
        all.addAll(point.namesAndValues());
        return Labels.of(all.toArray(String[]::new));
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Series series : Series.values()) {
            MetricMetadata metadata = new MetricMetadata(series.baseName(), series.help());
            List<CounterDataPointSnapshot> counted = counters.get(series);
            List<GaugeDataPointSnapshot> gauged = gauges.get(series);
            List<HistogramDataPointSnapshot> distributed = histograms.get(series);
            if (counted != null) {
                snapshots.add(new CounterSnapshot(metadata, counted));
            } else if (gauged != null) {
                snapshots.add(new GaugeSnapshot(metadata, gauged));
            } else if (distributed != null) {
                snapshots.add(new HistogramSnapshot(metadata, distributed));
            }
        }
        return new MetricSnapshots(snapshots);
    }
}
