package dev.sonde.collector.exposition;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series of promises: fifteen for each SLO and one more for each kind of correction seen, and for each check one per
 * severity that tells whether an incident is open.
 */
final class PromiseSeries {
    private PromiseSeries() {}

    static void addSlo(MetricsView.Slo slo, Families families) {
        Check check = slo.check();
        SloStatus status = slo.status();
        Labels labels = SeriesLabels.ofCheck(check.name().value(), check.service(), check.labels())
                .add(SeriesLabel.SLO, status.slo().name());
        status.sli().ifPresent(sli -> {
            families.gauge(
                    Series.SLO_OBJECTIVE, labels, status.slo().objective().doubleValue());
            families.gauge(Series.SLO_SLI, labels, sli);
            status.coverage().ifPresent(coverage -> families.gauge(Series.SLO_COVERAGE, labels, coverage));
            families.gauge(Series.SLO_BUDGET_REMAINING, labels, status.budgetRemaining());
        });
        status.burnRates()
                .forEach((window, rate) -> families.gauge(
                        Series.SLO_BURN_RATE, labels.add(SeriesLabel.WINDOW, DurationText.of(window)), rate));
        slo.slots()
                .settled()
                .forEach((slotClass, count) ->
                        families.count(Series.SLO_SLOTS, labels.add(SeriesLabel.CLASS, slotClass.label()), count));
        slo.slots()
                .corrected()
                .forEach((correction, count) -> families.count(
                        Series.SLO_SLOTS_CORRECTED,
                        labels.add(SeriesLabel.FROM, correction.from().label())
                                .add(SeriesLabel.TO, correction.to().label()),
                        count));
    }

    /** One of a check that has left the configuration goes on showing until it is resolved. */
    static void addIncidents(List<Check> checks, List<Incident> open, Families families) {
        Map<String, Incident> openByCheck = new HashMap<>();
        open.forEach(incident -> openByCheck.put(incident.subject().check().value(), incident));
        for (Check check : checks) {
            Incident incident = openByCheck.remove(check.name().value());
            addIncident(Subject.of(check), incident == null ? Set.of() : Set.of(incident.severity()), families);
        }
        openByCheck
                .values()
                .forEach(incident -> addIncident(incident.subject(), Set.of(incident.severity()), families));
    }

    private static void addIncident(Subject subject, Set<Severity> open, Families families) {
        Labels labels = SeriesLabels.ofCheck(subject.check().value(), subject.service(), Collections.emptySortedMap());
        for (Severity severity : Severity.values()) {
            families.gauge(
                    Series.INCIDENTS_OPEN,
                    labels.add(SeriesLabel.SEVERITY, severity.label()),
                    open.contains(severity) ? 1 : 0);
        }
    }
}
