package dev.sonde.collector.exposition;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels that all points of one subject have in common (a check at a location, an SLO, an agent), as text pages show
 * them: rendered once, as long as the configuration that it belongs to is in force. Immutable; any thread.
 */
final class SubjectLabels {
    private final List<String> namesAndValues;
    private final byte[] text;

    private SubjectLabels(List<String> namesAndValues) {
        this.namesAndValues = List.copyOf(namesAndValues);
        this.text = text(namesAndValues).getBytes(StandardCharsets.UTF_8);
    }

    /** Of any names and values, in turns. */
    static SubjectLabels of(String... namesAndValues) {
        return new SubjectLabels(List.of(namesAndValues));
    }

    static SubjectLabels ofProbe(Check check, Location location) {
        return ofCheck(check.name().value(), check.service(), check.labels(), SeriesLabel.LOCATION, location.value());
    }

    static SubjectLabels ofSlo(Check check, String slo) {
        return ofCheck(check.name().value(), check.service(), check.labels(), SeriesLabel.SLO, slo);
    }

    /** Check, service if it has one, its own labels, and more. */
    static SubjectLabels ofCheck(
            String check, @Nullable String service, SortedMap<String, String> own, String... more) {
        List<String> labels = new ArrayList<>(List.of(SeriesLabel.CHECK, check));
        if (service != null) {
            labels.addAll(List.of(SeriesLabel.SERVICE, service));
        }
        own.forEach((name, value) -> labels.addAll(List.of(name, value)));
        labels.addAll(List.of(more));
        return new SubjectLabels(labels);
    }

    /** Between the braces, without them; not to be changed. */
    byte[] text() {
        return text;
    }

    /** For the metrics library. */
    Labels with(PointLabels point) {
        List<String> all = new ArrayList<>(namesAndValues);
        all.addAll(point.namesAndValues());
        return Labels.of(all.toArray(String[]::new));
    }

    /** {@code a="b",c="d"}. */
    static String text(List<String> namesAndValues) {
        StringBuilder text = new StringBuilder(16 * namesAndValues.size());
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            text.append(i == 0 ? "" : ",").append(namesAndValues.get(i)).append("=\"");
            escape(namesAndValues.get(i + 1), text);
            text.append('"');
        }
        return text.toString();
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            switch (letter) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(letter);
            }
        }
    }
}
