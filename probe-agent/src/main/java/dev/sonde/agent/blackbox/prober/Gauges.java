package dev.sonde.agent.blackbox.prober;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one probe found: a registry of its own, thrown away afterwards. One thread at a time. */
public final class Gauges {
    private final EnumMap<Family, Map<Labels, Double>> values = new EnumMap<>(Family.class);

    /**
     * Sets a gauge, which exists from then on.
     *
     * @param labels names and values in turn
     */
    public void set(Family family, double value, String... labels) {
        values.computeIfAbsent(family, unused -> new LinkedHashMap<>()).put(Labels.of(labels), value);
    }

    /** The same for a condition, as 1 or 0. */
    public void set(Family family, boolean holds, String... labels) {
        set(family, holds ? 1 : 0, labels);
    }

    /** A gauge of 1 whose labels say it all. */
    public void info(Family family, Map<String, String> labels) {
        String[] names = labels.keySet().toArray(String[]::new);
        String[] texts = labels.values().toArray(String[]::new);
        values.computeIfAbsent(family, unused -> new LinkedHashMap<>()).put(Labels.of(names, texts), 1.0);
    }

    /** Adds to a gauge, which starts at 0. */
    public void add(Family family, double value, String... labels) {
        values.computeIfAbsent(family, unused -> new LinkedHashMap<>()).merge(Labels.of(labels), value, Double::sum);
    }

    boolean has(Family family) {
        return values.containsKey(family);
    }

    /** The value of a gauge without labels; 0 if there is none. */
    double get(Family family) {
        return values.getOrDefault(family, Map.of()).getOrDefault(Labels.EMPTY, 0.0);
    }

    /** All of it, in order of name. */
    MetricSnapshots snapshot() {
        List<MetricSnapshot> families = new ArrayList<>();
        values.forEach((family, points) -> {
            GaugeSnapshot.Builder gauge =
                    GaugeSnapshot.builder().name(family.title()).help(family.help());
            points.forEach((labels, value) -> gauge.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
            families.add(gauge.build());
        });
        return new MetricSnapshots(families);
    }
}
