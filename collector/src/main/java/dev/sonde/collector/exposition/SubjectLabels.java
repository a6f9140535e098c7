package dev.sonde.collector.exposition;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.series.SeriesLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels that all points of one subject have in common (a check at a location, an SLO, an agent), as pages of one
 * form show them: rendered once, as long as the configuration that it belongs to is in force. Immutable; any thread.
 */
final class SubjectLabels {
    private final List<String> namesAndValues;
    private final byte[] bytes;

    private SubjectLabels(LabelForm form, List<String> namesAndValues) {
        this.namesAndValues = List.copyOf(namesAndValues);
        this.bytes = form.ofSubject(namesAndValues);
    }

    /** Of any names and values, in turns. */
    static SubjectLabels of(LabelForm form, String... namesAndValues) {
        return new SubjectLabels(form, List.of(namesAndValues));
    }

    static SubjectLabels ofProbe(LabelForm form, Check check, Location location) {
        return ofCheck(
                form, check.name().value(), check.service(), check.labels(), SeriesLabel.LOCATION, location.value());
    }

    static SubjectLabels ofSlo(LabelForm form, Check check, String slo) {
        return ofCheck(form, check.name().value(), check.service(), check.labels(), SeriesLabel.SLO, slo);
    }

    /** Check, service if it has one, its own labels, and more. */
    static SubjectLabels ofCheck(
            LabelForm form, String check, @Nullable String service, SortedMap<String, String> own, String... more) {
        List<String> labels = new ArrayList<>(List.of(SeriesLabel.CHECK, check));
        if (service != null) {
            labels.addAll(List.of(SeriesLabel.SERVICE, service));
        }
        own.forEach((name, value) -> labels.addAll(List.of(name, value)));
        labels.addAll(List.of(more));
        return new SubjectLabels(form, labels);
    }

    /** As the form has them; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    List<String> namesAndValues() {
        return namesAndValues;
    }
}
