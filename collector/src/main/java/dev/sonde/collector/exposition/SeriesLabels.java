package dev.sonde.collector.exposition;

import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The labels that points have in common. Pure; any thread. */
final class SeriesLabels {
    private SeriesLabels() {}

    /** Check, service if it has one, and its own labels. */
    static Labels ofCheck(String check, @Nullable String service, SortedMap<String, String> own) {
        Labels.Builder labels = Labels.builder().label(SeriesLabel.CHECK, check);
        if (service != null) {
            labels.label(SeriesLabel.SERVICE, service);
        }
        own.forEach(labels::label);
        return labels.build();
    }
}
