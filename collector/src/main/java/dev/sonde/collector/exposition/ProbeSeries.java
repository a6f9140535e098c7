package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slots.RunTotals.RunKind;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.series.BucketBounds;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/**
 * The series of one check at one location: what its runs came to and how long they took. Of five phases at most 56, one more
 * for each reason seen and six more for each further phase. A reason, a phase and a distribution of failures appear with
 * their first event; the successes are there from the start, so that a first one is seen as a rise.
 */
final class ProbeSeries {
    private static final String SUCCESS = Outcome.SUCCESS.label();
    private static final String FAILURE = "failure";
    private static final RunKind SUCCESSES = new RunKind(SUCCESS, "");
    private static final int[] PERCENTILES = {50, 90, 99};

    private ProbeSeries() {}

    static void add(MetricsView.Probe probe, Families families) {
        Check check = probe.check();
        Labels labels = SeriesLabels.ofCheck(check.name().value(), check.service(), check.labels())
                .add(SeriesLabel.LOCATION, probe.location().value());
        addRuns(probe, labels, families);
        addDurations(probe, labels, families);
        addResponseTimes(probe, labels, families);
        if (probe.certificateExpiry() != null) {
            families.gauge(Series.PROBE_CERTIFICATE_EXPIRY, labels, probe.certificateExpiry());
        }
    }

    private static void addRuns(MetricsView.Probe probe, Labels labels, Families families) {
        Map<RunKind, Long> started = probe.runs().started();
        if (!started.containsKey(SUCCESSES)) {
            families.count(Series.PROBE_RUNS, runLabels(labels, SUCCESSES), 0);
        }
        started.forEach((kind, count) -> families.count(Series.PROBE_RUNS, runLabels(labels, kind), count));
        probe.runs()
                .missed()
                .forEach((reason, count) ->
                        families.count(Series.PROBE_MISSED_RUNS, labels.add(SeriesLabel.REASON, reason), count));
        probe.confirmations()
                .forEach((outcome, count) -> families.count(
                        Series.PROBE_CONFIRMATION_RUNS, labels.add(SeriesLabel.OUTCOME, outcome), count));
        Integer up = probe.runs().up();
        if (up != null) {
            families.gauge(Series.PROBE_UP, labels, up);
        }
    }

    private static Labels runLabels(Labels labels, RunKind kind) {
        return labels.add(SeriesLabel.OUTCOME, kind.outcome()).add(SeriesLabel.REASON, kind.reason());
    }

    private static void addDurations(MetricsView.Probe probe, Labels labels, Families families) {
        Latencies success = probe.latency().success();
        Latencies failure = probe.latency().failure();
        Labels succeeded = labels.add(SeriesLabel.OUTCOME, SUCCESS);
        Labels failed = labels.add(SeriesLabel.OUTCOME, FAILURE);
        families.histogram(
                Series.PROBE_DURATION,
                HistogramPoints.classicAndNative(
                        success.total(), BucketBounds.RESPONSE_TIME, succeeded, exemplars(probe, true)));
        if (!failure.total().isEmpty()) {
            families.histogram(
                    Series.PROBE_DURATION,
                    HistogramPoints.nativeOnly(failure.total(), failed, exemplars(probe, false)));
        }
        addParts(success, succeeded, families);
        addParts(failure, failed, families);
    }

    private static Exemplars exemplars(MetricsView.Probe probe, boolean success) {
        Exemplars.Builder exemplars = Exemplars.builder();
        for (TracedRun run : probe.traced()) {
            if (run.success() == success) {
                exemplars.exemplar(Exemplar.builder()
                        .value(run.durationNanos() / 1e9)
                        .traceId(run.traceId())
                        .timestampMillis(run.startedAt().toEpochMilli())
                        .build());
            }
        }
        return exemplars.build();
    }

    private static void addParts(Latencies latencies, Labels labels, Families families) {
        latencies
                .phases()
                .forEach((phase, histogram) -> families.histogram(
                        Series.PROBE_PHASE_DURATION,
                        HistogramPoints.nativeOnly(histogram, labels.add(SeriesLabel.PHASE, phase.label()))));
        latencies
                .steps()
                .forEach((step, histogram) -> families.histogram(
                        Series.PROBE_STEP_DURATION,
                        HistogramPoints.nativeOnly(histogram, labels.add(SeriesLabel.STEP, step))));
    }

    private static void addResponseTimes(MetricsView.Probe probe, Labels labels, Families families) {
        for (RecentLatency recent : probe.recent()) {
            if (recent.success().isEmpty()) {
                continue;
            }
            Labels windowed = labels.add(SeriesLabel.WINDOW, DurationText.of(recent.window()));
            for (int percentile : PERCENTILES) {
                families.gauge(
                        Series.PROBE_RESPONSE_TIME,
                        windowed.add(SeriesLabel.PERCENTILE, Integer.toString(percentile)),
                        recent.success().percentileMicros(percentile) / 1e6);
            }
        }
    }
}
