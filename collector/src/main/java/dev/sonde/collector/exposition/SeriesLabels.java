package dev.sonde.collector.exposition;

import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
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

    /** A window as Prometheus writes durations, in its largest whole unit: {@code 5m}, {@code 1h}, {@code 3d}. */
    static String window(Duration window) {
        long millis = window.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
