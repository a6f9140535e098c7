package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.LatencyBuckets.Part;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slots.RunTotals.RunKind;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

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

    private final LabelMemory labels;
    private final PointSink sink;
    private final List<MetricsView.Probe> probes;
    private final PointLabels succeeded;
    private final PointLabels failed;

    ProbeSeries(LabelMemory labels, PointSink sink, List<MetricsView.Probe> probes) {
        this.labels = labels;
        this.sink = sink;
        this.probes = probes;
        succeeded = labels.points.of(SeriesLabel.OUTCOME, SUCCESS);
        failed = labels.points.of(SeriesLabel.OUTCOME, FAILURE);
    }

    /** How each family is written. */
    void addTo(Map<Series, Runnable> families) {
        families.put(Series.PROBE_RUNS, each(this::addRuns));
        families.put(Series.PROBE_MISSED_RUNS, each(this::addMissed));
        families.put(Series.PROBE_CONFIRMATION_RUNS, each(this::addConfirmations));
        families.put(Series.PROBE_UP, each(this::addUp));
        families.put(Series.PROBE_DURATION, each(this::addDurations));
        families.put(Series.PROBE_PHASE_DURATION, each(this::addPhases));
        families.put(Series.PROBE_STEP_DURATION, each(this::addSteps));
        families.put(Series.PROBE_RESPONSE_TIME, each(this::addResponseTimes));
        families.put(Series.PROBE_CERTIFICATE_EXPIRY, each(this::addCertificate));
    }

    private Runnable each(BiConsumer<MetricsView.Probe, SubjectLabels> family) {
        return () -> {
            for (MetricsView.Probe probe : probes) {
                family.accept(probe, labels.probe(probe.check(), probe.location()));
            }
        };
    }

    private void addRuns(MetricsView.Probe probe, SubjectLabels subject) {
        Map<RunKind, Long> started = probe.runs().started();
        if (!started.containsKey(SUCCESSES)) {
            sink.count(Series.PROBE_RUNS, subject, of(SUCCESSES), 0);
        }
        started.forEach((kind, count) -> sink.count(Series.PROBE_RUNS, subject, of(kind), count));
    }

    private void addMissed(MetricsView.Probe probe, SubjectLabels subject) {
        probe.runs()
                .missed()
                .forEach((reason, count) -> sink.count(
                        Series.PROBE_MISSED_RUNS, subject, labels.points.of(SeriesLabel.REASON, reason), count));
    }

    private void addConfirmations(MetricsView.Probe probe, SubjectLabels subject) {
        probe.confirmations()
                .forEach((outcome, count) -> sink.count(
                        Series.PROBE_CONFIRMATION_RUNS,
                        subject,
                        labels.points.of(SeriesLabel.OUTCOME, outcome),
                        count));
    }

    private void addUp(MetricsView.Probe probe, SubjectLabels subject) {
        Integer up = probe.runs().up();
        if (up != null) {
            sink.gauge(Series.PROBE_UP, subject, PointLabels.NONE, up);
        }
    }

    private void addCertificate(MetricsView.Probe probe, SubjectLabels subject) {
        if (probe.certificateExpiry() != null) {
            sink.gauge(Series.PROBE_CERTIFICATE_EXPIRY, subject, PointLabels.NONE, probe.certificateExpiry());
        }
    }

    private PointLabels of(RunKind kind) {
        return labels.points.of(SeriesLabel.OUTCOME, kind.outcome(), SeriesLabel.REASON, kind.reason());
    }

    private void addDurations(MetricsView.Probe probe, SubjectLabels subject) {
        Part success = probe.latency().success();
        Part failure = probe.latency().failure();
        sink.histogram(Series.PROBE_DURATION, subject, succeeded, success.total(), traced(probe, true));
        if (!failure.total().isEmpty()) {
            sink.histogram(Series.PROBE_DURATION, subject, failed, failure.total(), traced(probe, false));
        }
    }

    private static List<TracedRun> traced(MetricsView.Probe probe, boolean success) {
        return probe.traced().isEmpty()
                ? List.of()
                : probe.traced().stream()
                        .filter(run -> run.success() == success)
                        .toList();
    }

    private void addPhases(MetricsView.Probe probe, SubjectLabels subject) {
        addPhases(probe.latency().success(), subject, SUCCESS);
        addPhases(probe.latency().failure(), subject, FAILURE);
    }

    private void addPhases(Part part, SubjectLabels subject, String outcome) {
        part.phases()
                .forEach((phase, histogram) -> sink.histogram(
                        Series.PROBE_PHASE_DURATION,
                        subject,
                        labels.points.of(SeriesLabel.OUTCOME, outcome, SeriesLabel.PHASE, phase.label()),
                        histogram,
                        List.of()));
    }

    private void addSteps(MetricsView.Probe probe, SubjectLabels subject) {
        addSteps(probe.latency().success(), subject, SUCCESS);
        addSteps(probe.latency().failure(), subject, FAILURE);
    }

    private void addSteps(Part part, SubjectLabels subject, String outcome) {
        part.steps()
                .forEach((step, histogram) -> sink.histogram(
                        Series.PROBE_STEP_DURATION,
                        subject,
                        labels.points.of(SeriesLabel.OUTCOME, outcome, SeriesLabel.STEP, step),
                        histogram,
                        List.of()));
    }

    private void addResponseTimes(MetricsView.Probe probe, SubjectLabels subject) {
        for (RecentLatency recent : probe.recent()) {
            if (recent.success().isEmpty()) {
                continue;
            }
            String window = DurationText.of(recent.window());
            for (int percentile : PERCENTILES) {
                sink.gaugeOfMicros(
                        Series.PROBE_RESPONSE_TIME,
                        subject,
                        labels.points.of(
                                SeriesLabel.PERCENTILE, Integer.toString(percentile), SeriesLabel.WINDOW, window),
                        recent.success().percentileMicros(percentile));
            }
        }
    }
}
