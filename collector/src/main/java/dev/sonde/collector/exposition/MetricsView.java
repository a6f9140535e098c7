package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.fleet.AgentStatus;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.latency.LatencyBuckets;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.collector.slots.SlotTotals;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.SparseHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code /metrics} tells, of one moment. Counts and distributions are those since ever. Immutable.
 *
 * @param checks the configured ones
 * @param probes one per check and location
 * @param openIncidents at most one per check; may be of a check that has left
 */
public record MetricsView(
        List<Check> checks,
        List<Probe> probes,
        List<Slo> slos,
        List<Incident> openIncidents,
        List<Receiver> receivers,
        List<Agent> agents) {
    public static final MetricsView EMPTY =
            new MetricsView(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public MetricsView {
        checks = List.copyOf(checks);
        probes = List.copyOf(probes);
        slos = List.copyOf(slos);
        openIncidents = List.copyOf(openIncidents);
        receivers = List.copyOf(receivers);
        agents = List.copyOf(agents);
    }

    /** What it tells of one check, and of receivers and agents. */
    MetricsView ofCheck(String check) {
        return new MetricsView(
                checks.stream()
                        .filter(each -> each.name().value().equals(check))
                        .toList(),
                probes.stream()
                        .filter(probe -> probe.check().name().value().equals(check))
                        .toList(),
                slos.stream()
                        .filter(slo -> slo.check().name().value().equals(check))
                        .toList(),
                openIncidents.stream()
                        .filter(incident -> incident.subject().check().value().equals(check))
                        .toList(),
                receivers,
                agents);
    }

    /**
     * One check at one location.
     *
     * @param recent a window without a success has no percentile
     * @param certificateExpiry of the certificate last seen; null when none was
     * @param confirmations confirming runs that ended, by outcome
     * @param traced at most one per bucket of response time, and one failure
     */
    public record Probe(
            Check check,
            Location location,
            RunTotals runs,
            LatencyBuckets latency,
            List<RecentLatency> recent,
            @Nullable Instant certificateExpiry,
            List<TracedRun> traced,
            Map<String, Long> confirmations) {
        /** One that never confirmed a failure and kept no traced run. */
        public Probe(
                Check check,
                Location location,
                RunTotals runs,
                LatencyBuckets latency,
                List<RecentLatency> recent,
                @Nullable Instant certificateExpiry) {
            this(check, location, runs, latency, recent, certificateExpiry, List.of(), Map.of());
        }

        public Probe {
            confirmations = Collections.unmodifiableMap(new TreeMap<>(confirmations));
            recent = List.copyOf(recent);
            traced = List.copyOf(traced);
        }
    }

    /** One objective of a check. */
    public record Slo(Check check, SloStatus status, SlotTotals slots) {}

    /**
     * Deliveries to one receiver.
     *
     * @param attempts by result; only what has happened
     * @param queued messages it is still owed
     * @param oldestAge of the oldest it is owed; zero when none is
     */
    public record Receiver(String name, Map<DeliveryResult, Long> attempts, long queued, Duration oldestAge) {
        public Receiver {
            attempts = Collections.unmodifiableMap(new TreeMap<>(attempts));
        }
    }

    /** One agent, and how well it keeps time. */
    public record Agent(AgentStatus status, SparseHistogram scheduleDelay, SparseHistogram eventLoopLag) {}
}
