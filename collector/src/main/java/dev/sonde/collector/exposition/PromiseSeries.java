package dev.sonde.collector.exposition;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of promises: fifteen for each SLO and one more for each kind of correction seen, and for each check one per
 * severity that tells whether an incident is open.
 */
final class PromiseSeries {
    private static final Severity[] SEVERITIES = Severity.values();

    private final LabelMemory labels;
    private final PointSink sink;

    PromiseSeries(LabelMemory labels, PointSink sink) {
        this.labels = labels;
        this.sink = sink;
    }

    void addSlo(MetricsView.Slo slo) {
        SloStatus status = slo.status();
        SubjectLabels subject = labels.slo(slo.check(), status.slo().name());
        status.sli().ifPresent(sli -> {
            gauge(Series.SLO_OBJECTIVE, subject, status.slo().objective().doubleValue());
            gauge(Series.SLO_SLI, subject, sli);
            status.coverage().ifPresent(coverage -> gauge(Series.SLO_COVERAGE, subject, coverage));
            gauge(Series.SLO_BUDGET_REMAINING, subject, status.budgetRemaining());
        });
        status.burnRates()
                .forEach((window, rate) -> sink.gauge(
                        Series.SLO_BURN_RATE,
                        subject,
                        labels.points.of(SeriesLabel.WINDOW, DurationText.of(window)),
                        rate));
        slo.slots()
                .settled()
                .forEach((slotClass, count) -> sink.count(
                        Series.SLO_SLOTS, subject, labels.points.of(SeriesLabel.CLASS, slotClass.label()), count));
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
    void addIncidents(List<Check> checks, List<Incident> open) {
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
