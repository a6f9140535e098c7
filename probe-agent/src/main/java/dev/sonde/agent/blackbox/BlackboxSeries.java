package dev.sonde.agent.blackbox;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What the drop-in tells of itself on the agent's {@code /metrics}. Any thread. */
public final class BlackboxSeries implements MultiCollector {
    private final Modules modules;
    private final LongAdder unknownModules;
    private final String version;

    BlackboxSeries(Modules modules, LongAdder unknownModules, String version) {
        this.modules = modules;
        this.unknownModules = unknownModules;
        this.version = version;
    }

    @Override
    public MetricSnapshots collect() {
        Instant readAt = modules.readAt();
        return MetricSnapshots.of(
                gauge("blackbox_exporter_build_info", "Version of Sonde, which is 1", 1, Labels.of("version", version)),
                gauge(
                        "blackbox_exporter_config_last_reload_successful",
                        "Whether the modules could be read when this was last tried",
                        modules.lastReadWorked() ? 1 : 0,
                        Labels.EMPTY),
                gauge(
                        "blackbox_exporter_config_last_reload_success_timestamp_seconds",
                        "When the modules were last read",
                        readAt == null ? 0 : readAt.toEpochMilli() / 1000.0,
                        Labels.EMPTY),
                CounterSnapshot.builder()
                        .name("blackbox_module_unknown")
                        .help("Requests for a module that there is not")
                        .dataPoint(CounterDataPointSnapshot.builder()
                                .value((double) unknownModules.sum())
                                .build())
                        .build());
    }

    private static GaugeSnapshot gauge(String name, String help, double value, Labels labels) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build())
                .build();
    }
}
