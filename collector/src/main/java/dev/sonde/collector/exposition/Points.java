package dev.sonde.collector.exposition;

import dev.sonde.contract.series.Series;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** All points of a view, family by family, those by name: so a page can leave while it is made. Pure. */
final class Points {
    private static final Series[] BY_NAME = byName();

    private Points() {}

    static void add(MetricsView view, LabelMemory labels, PointSink sink) {
        Map<Series, Runnable> families = new EnumMap<>(Series.class);
        new ProbeSeries(labels, sink, view.probes()).addTo(families);
        new PromiseSeries(labels, sink, view).addTo(families);
        new StaffSeries(labels, sink, view).addTo(families);
        for (Series series : BY_NAME) {
            labels.rewind();
            Objects.requireNonNull(families.get(series), series::fullName).run();
        }
    }

    private static Series[] byName() {
        Series[] all = Series.values();
        Arrays.sort(all, Comparator.comparing(Series::baseName));
        return all;
    }
}
