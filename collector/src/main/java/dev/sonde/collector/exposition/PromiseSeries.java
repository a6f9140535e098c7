package dev.sonde.collector.exposition;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The series of promises: fifteen for each SLO and one more for each kind of correction seen, and for each check one per
 * severity that tells whether an incident is open.
 */
final class PromiseSeries {
    private static final Severity[] SEVERITIES = Severity.values();

    private final LabelMemory labels;
    private final PointSink sink;
    private final MetricsView view;

    PromiseSeries(LabelMemory labels, PointSink sink, MetricsView view) {
        this.labels = labels;
        this.sink = sink;
        this.view = view;
    }

    /** How each family is written. */
    void addTo(Map<Series, Runnable> families) {
        families.put(
                Series.SLO_OBJECTIVE,
                eachWithData((slo, subject) -> gauge(
                        Series.SLO_OBJECTIVE,
                        subject,
                        slo.status().slo().objective().doubleValue())));
        families.put(
                Series.SLO_SLI,
                eachWithData(
                        (slo, subject) -> slo.status().sli().ifPresent(sli -> gauge(Series.SLO_SLI, subject, sli))));
        families.put(
                Series.SLO_COVERAGE,
                eachWithData((slo, subject) ->
                        slo.status().coverage().ifPresent(coverage -> gauge(Series.SLO_COVERAGE, subject, coverage))));
        families.put(
                Series.SLO_BUDGET_REMAINING,
                eachWithData((slo, subject) ->
                        gauge(Series.SLO_BUDGET_REMAINING, subject, slo.status().budgetRemaining())));
        families.put(Series.SLO_BURN_RATE, each(this::addBurnRates));
        families.put(Series.SLO_SLOTS, each(this::addSlots));
        families.put(Series.SLO_SLOTS_CORRECTED, each(this::addCorrections));
        families.put(Series.INCIDENTS_OPEN, () -> addIncidents(view.checks(), view.openIncidents()));
    }

    private Runnable each(BiConsumer<MetricsView.Slo, SubjectLabels> family) {
        return () -> {
            for (MetricsView.Slo slo : view.slos()) {
                family.accept(slo, labels.slo(slo.check(), slo.status().slo().name()));
            }
        };
    }

    /** The ratios stand and fall together. */
    private Runnable eachWithData(BiConsumer<MetricsView.Slo, SubjectLabels> family) {
        return each((slo, subject) -> {
            if (slo.status().sli().isPresent()) {
                family.accept(slo, subject);
            }
        });
    }

    private void addBurnRates(MetricsView.Slo slo, SubjectLabels subject) {
        slo.status()
                .burnRates()
                .forEach((window, rate) -> sink.gauge(
                        Series.SLO_BURN_RATE,
                        subject,
                        labels.points.of(SeriesLabel.WINDOW, DurationText.of(window)),
                        rate));
    }

    private void addSlots(MetricsView.Slo slo, SubjectLabels subject) {
        slo.slots()
                .settled()
                .forEach((slotClass, count) -> sink.count(
                        Series.SLO_SLOTS, subject, labels.points.of(SeriesLabel.CLASS, slotClass.label()), count));
    }

    private void addCorrections(MetricsView.Slo slo, SubjectLabels subject) {
        slo.slots()
                .corrected()
                .forEach((correction, count) -> sink.count(
                        Series.SLO_SLOTS_CORRECTED,
                        subject,
                        labels.points.of(
                                SeriesLabel.FROM,
                                correction.from().label(),
                                SeriesLabel.TO,
                                correction.to().label()),
                        count));
    }

    private void gauge(Series series, SubjectLabels subject, double value) {
        sink.gauge(series, subject, PointLabels.NONE, value);
    }

    /** One of a check that has left the configuration goes on showing until it is resolved. */
    private void addIncidents(List<Check> checks, List<Incident> open) {
        Map<String, Incident> openByCheck = new HashMap<>();
        open.forEach(incident -> openByCheck.put(incident.subject().check().value(), incident));
        for (Check check : checks) {
            String name = check.name().value();
            Incident incident = openByCheck.remove(name);
            addIncident(labels.incident(check, name, check.service()), incident == null ? null : incident.severity());
        }
        for (Incident incident : openByCheck.values()) {
            Subject subject = incident.subject();
            addIncident(labels.incident(subject, subject.check().value(), subject.service()), incident.severity());
        }
    }

    private void addIncident(SubjectLabels subject, @Nullable Severity open) {
        for (Severity severity : SEVERITIES) {
            sink.gauge(
                    Series.INCIDENTS_OPEN,
                    subject,
                    labels.points.of(SeriesLabel.SEVERITY, severity.label()),
                    open == severity ? 1 : 0);
        }
    }
}
