package dev.sonde.collector.exposition;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.series.SeriesLabel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Labels of subjects as they were rendered for the page before, in one form. Subjects come in the same order on every page, so one is
 * found by its place, and rendered again only when another stands there. Used by one page at a time.
 */
final class LabelMemory {
    /** Of points. */
    final PointLabels.Memory points;

    private final LabelForm form;

    private final Places probes = new Places();
    private final Places slos = new Places();
    private final Places incidents = new Places();

    LabelMemory(LabelForm form) {
        this.form = form;
        this.points = new PointLabels.Memory(form);
    }

    /** A page begins. */
    void rewind() {
        probes.next = 0;
        slos.next = 0;
        incidents.next = 0;
    }

    SubjectLabels probe(Check check, Location location) {
        return probes.labels(check, location.value(), () -> SubjectLabels.ofProbe(form, check, location));
    }

    SubjectLabels slo(Check check, String slo) {
        return slos.labels(check, slo, () -> SubjectLabels.ofSlo(form, check, slo));
    }

    /** @param subject what stands for the check: its configuration, or an incident's subject when it has left */
    SubjectLabels incident(Object subject, String check, @Nullable String service) {
        return incidents.labels(
                subject, check, () -> SubjectLabels.ofCheck(form, check, service, Collections.emptySortedMap()));
    }

    SubjectLabels receiver(String name) {
        return SubjectLabels.of(form, SeriesLabel.RECEIVER, name);
    }

    SubjectLabels agent(String name, Location location) {
        return SubjectLabels.of(form, SeriesLabel.AGENT, name, SeriesLabel.LOCATION, location.value());
    }

    private static final class Places {
        private final List<Place> places = new ArrayList<>();
        private int next;

        private record Place(Object subject, String part, SubjectLabels labels) {}

        SubjectLabels labels(Object subject, String part, Supplier<SubjectLabels> render) {
            int at = next++;
            Place place = at < places.size() ? places.get(at) : null;
            if (place == null || place.subject != subject || !place.part.equals(part)) {
                place = new Place(subject, part, render.get());
                if (at < places.size()) {
                    places.set(at, place);
                } else {
                    places.add(place);
                }
            }
            return place.labels;
        }
    }
}
