package dev.sonde.agent.exporter;

import dev.sonde.agent.exporter.CheckTotals.RunKind;
import dev.sonde.agent.exporter.CheckTotals.View;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.series.BucketBounds;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The promised series of the agent's checks, for the registry that its self-measurement lives in too. A reason, a phase and
 * a distribution of failures appear with their first event; successes are there from the start, so that the first one is
 * seen as a rise. Any thread.
 */
final class ProbeSeries implements MultiCollector {
    private static final List<Integer> PERCENTILES = List.of(50, 90, 99);
    private static final RunKind SUCCESSES = new RunKind(Outcome.SUCCESS.label(), "");
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ProbeTotals totals;
    private final InstantSource wall;

    ProbeSeries(ProbeTotals totals, InstantSource wall) {
        this.totals = totals;
        this.wall = wall;
    }

    @Override
    public MetricSnapshots collect() {
        Page page = new Page();
        totals.views(wall.instant()).forEach(page::add);
        return page.snapshots();
    }

    /** The points of one page, family by family; a family without points is left out. */
    private static final class Page {
        private final List<CounterDataPointSnapshot> runs = new ArrayList<>();
        private final List<CounterDataPointSnapshot> missed = new ArrayList<>();
        private final List<CounterDataPointSnapshot> confirmations = new ArrayList<>();
        private final List<GaugeDataPointSnapshot> up = new ArrayList<>();
        private final List<HistogramDataPointSnapshot> durations = new ArrayList<>();
        private final List<HistogramDataPointSnapshot> phases = new ArrayList<>();
        private final List<HistogramDataPointSnapshot> steps = new ArrayList<>();
        private final List<GaugeDataPointSnapshot> responseTimes = new ArrayList<>();
        private final List<GaugeDataPointSnapshot> expiries = new ArrayList<>();

        void add(View view) {
            Labels labels = labels(view);
            addRuns(view, labels);
            addDurations(view, labels);
            view.recent().forEach((window, success) -> {
                if (!success.isEmpty()) {
                    Labels windowed = labels.add(SeriesLabel.WINDOW, label(window));
                    for (int percentile : PERCENTILES) {
                        responseTimes.add(gauge(
                                success.percentileMicros(percentile) / MICROS_PER_SECOND,
                                windowed.add(SeriesLabel.PERCENTILE, Integer.toString(percentile))));
                    }
                }
            });
            if (view.certificateExpiry() != null) {
                double seconds = view.certificateExpiry().toEpochMilli() / MILLIS_PER_SECOND;
                expiries.add(gauge(seconds, labels));
            }
        }

        MetricSnapshots snapshots() {
            List<MetricSnapshot> all = new ArrayList<>();
            addTo(all, Series.PROBE_RUNS, runs, CounterSnapshot::new);
            addTo(all, Series.PROBE_MISSED_RUNS, missed, CounterSnapshot::new);
            addTo(all, Series.PROBE_CONFIRMATION_RUNS, confirmations, CounterSnapshot::new);
            addTo(all, Series.PROBE_UP, up, GaugeSnapshot::new);
            addTo(all, Series.PROBE_DURATION, durations, HistogramSnapshot::new);
            addTo(all, Series.PROBE_PHASE_DURATION, phases, HistogramSnapshot::new);
            addTo(all, Series.PROBE_STEP_DURATION, steps, HistogramSnapshot::new);
            addTo(all, Series.PROBE_RESPONSE_TIME, responseTimes, GaugeSnapshot::new);
            addTo(all, Series.PROBE_CERTIFICATE_EXPIRY, expiries, GaugeSnapshot::new);
            return new MetricSnapshots(all);
        }

        private void addRuns(View view, Labels labels) {
            Map<RunKind, Long> started = view.started();
            if (!started.containsKey(SUCCESSES)) {
                runs.add(counter(0, runLabels(labels, SUCCESSES)));
            }
            started.forEach((kind, count) -> runs.add(counter(count, runLabels(labels, kind))));
            view.missed()
                    .forEach((reason, count) -> missed.add(counter(count, labels.add(SeriesLabel.REASON, reason))));
            view.confirmations()
                    .forEach((outcome, count) ->
                            confirmations.add(counter(count, labels.add(SeriesLabel.OUTCOME, outcome))));
            if (view.up() != null) {
                up.add(gauge(view.up(), labels));
            }
        }

        private void addDurations(View view, Labels labels) {
            Labels succeeded = labels.add(SeriesLabel.OUTCOME, SUCCESSES.outcome());
            Labels failed = labels.add(SeriesLabel.OUTCOME, "failure");
            durations.add(HistogramPoints.classicAndNative(
                    view.success().total(), BucketBounds.RESPONSE_TIME, succeeded, exemplars(view, true)));
            if (!view.failure().total().isEmpty()) {
                durations.add(HistogramPoints.nativeOnly(view.failure().total(), failed, exemplars(view, false)));
            }
            addParts(view.success(), succeeded);
            addParts(view.failure(), failed);
        }

        private static Exemplars exemplars(View view, boolean success) {
            Exemplars.Builder exemplars = Exemplars.builder();
            for (Evidence run : view.traced()) {
                if (run.outcome() instanceof Outcome.Success == success) {
                    exemplars.exemplar(Exemplar.builder()
                            .value(run.durationNanos() / NANOS_PER_SECOND)
                            .traceId(run.trail().traceId())
                            .timestampMillis(run.startedAt().toEpochMilli())
                            .build());
                }
            }
            return exemplars.build();
        }

        private void addParts(Latencies latencies, Labels labels) {
            latencies
                    .phases()
                    .forEach((phase, histogram) -> phases.add(
                            HistogramPoints.nativeOnly(histogram, labels.add(SeriesLabel.PHASE, phase.label()))));
            latencies
                    .steps()
                    .forEach((step, histogram) ->
                            steps.add(HistogramPoints.nativeOnly(histogram, labels.add(SeriesLabel.STEP, step))));
        }

        private static <P> void addTo(List<MetricSnapshot> all, Series series, List<P> points, FamilyOf<P> family) {
            if (!points.isEmpty()) {
                all.add(family.of(new MetricMetadata(series.baseName(), series.help()), points));
            }
        }

        private static Labels labels(View view) {
            Labels.Builder labels = Labels.builder()
                    .label(SeriesLabel.CHECK, view.check().name().value());
            if (view.check().service() != null) {
                labels.label(SeriesLabel.SERVICE, view.check().service());
            }
            view.check().labels().forEach(labels::label);
            return labels.label(SeriesLabel.LOCATION, view.location().value()).build();
        }

        private static Labels runLabels(Labels labels, RunKind kind) {
            return labels.add(SeriesLabel.OUTCOME, kind.outcome()).add(SeriesLabel.REASON, kind.reason());
        }

        private static String label(Duration window) {
            return window.toMinutes() % 60 == 0 ? window.toHours() + "h" : window.toMinutes() + "m";
        }

        private static CounterDataPointSnapshot counter(long value, Labels labels) {
            return new CounterDataPointSnapshot((double) value, labels, null, 0);
        }

        private static GaugeDataPointSnapshot gauge(double value, Labels labels) {
            return new GaugeDataPointSnapshot(value, labels, null);
        }
    }

    /** Makes a family of its points. */
    private interface FamilyOf<P> {
        MetricSnapshot of(MetricMetadata metadata, List<P> points);
    }
}
