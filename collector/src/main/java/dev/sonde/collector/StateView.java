package dev.sonde.collector;

import dev.sonde.collector.config.SondeConfig;
import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.collector.notify.OutboxStore;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.store.SqliteStore;
import dev.sonde.collector.watch.Snapshot;
import dev.sonde.collector.watch.Watch;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One committed state as metrics and API show it: put together on the store's thread, between two transactions, so that
 * every number belongs to the same moment. Blocks; workers.
 */
final class StateView implements MetricsSource {
    private final SqliteStore store;
    private final Watch watch;
    private final Assignment assignment;
    private final Attendance attendance;
    private final Supplier<Optional<SondeConfig>> config;
    private final InstantSource clock;

    /** @param config the one in force */
    StateView(
            SqliteStore store,
            Watch watch,
            Assignment assignment,
            Attendance attendance,
            Supplier<Optional<SondeConfig>> config,
            InstantSource clock) {
        this.store = store;
        this.watch = watch;
        this.assignment = assignment;
        this.attendance = attendance;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public MetricsView read() {
        return store.look(committed -> view(committed, check -> true, incident -> true))
                .toCompletableFuture()
                .join();
    }

    @Override
    public MetricsView read(String check) {
        return store.look(committed -> view(
                        committed,
                        each -> each.name().value().equals(check),
                        incident -> incident.subject().check().value().equals(check)))
                .toCompletableFuture()
                .join();
    }

    private MetricsView view(
            SqliteStore.Committed committed, Predicate<Check> wanted, Predicate<Incident> wantedIncidents) {
        Optional<SondeConfig> inForce = config.get();
        if (inForce.isEmpty()) {
            return MetricsView.EMPTY;
        }
        SondeConfig current = inForce.get();
        List<Check> checks = current.checks().stream().filter(wanted).toList();
        Snapshot snapshot = watch.snapshot();
        Instant now = clock.instant();
        return new MetricsView(
                checks,
                probes(current, checks, committed, now),
                slos(checks, snapshot, committed),
                snapshot.openIncidents().stream().filter(wantedIncidents).toList(),
                receivers(current, committed, now),
                agents(current, committed, now));
    }

    private static List<MetricsView.Probe> probes(
            SondeConfig config, List<Check> checks, SqliteStore.Committed committed, Instant now) {
        List<MetricsView.Probe> probes = new ArrayList<>();
        for (Check check : checks) {
            for (Location location : config.fleet().locationsOf(check)) {
                SlotKey key = new SlotKey(check.name(), location);
                RunTotals runs = committed.slots().runTotals(key);
                if (runs != null) {
                    probes.add(new MetricsView.Probe(
                            check,
                            location,
                            runs,
                            committed.latency().sinceEver(check.name(), location),
                            committed.latency().recent(check.name(), location, now),
                            committed.certificateExpiry(key),
                            committed.traced(key),
                            committed.confirmations(key)));
                }
            }
        }
        return probes;
    }

    private static List<MetricsView.Slo> slos(List<Check> checks, Snapshot snapshot, SqliteStore.Committed committed) {
        List<MetricsView.Slo> slos = new ArrayList<>();
        for (Check check : checks) {
            CheckStatus status = snapshot.statuses().get(check.name());
            if (status != null) {
                for (SloStatus slo : status.slos()) {
                    slos.add(new MetricsView.Slo(
                            check,
                            slo,
                            committed
                                    .slots()
                                    .totals(new Indicator(
                                            check.name(), slo.slo().threshold()))));
                }
            }
        }
        return slos;
    }

    private static List<MetricsView.Receiver> receivers(
            SondeConfig config, SqliteStore.Committed committed, Instant now) {
        Map<String, Map<DeliveryResult, Long>> deliveries = committed.deliveries();
        Map<String, OutboxStore.Queue> queues = committed.queues();
        List<MetricsView.Receiver> receivers = new ArrayList<>();
        for (Receiver receiver : config.receivers()) {
            OutboxStore.Queue queue = queues.get(receiver.name());
            receivers.add(new MetricsView.Receiver(
                    receiver.name(),
                    deliveries.getOrDefault(receiver.name(), Map.of()),
                    queue == null ? 0 : queue.length(),
                    queue == null ? Duration.ZERO : age(queue.oldestCreatedAt(), now)));
        }
        return receivers;
    }

    private List<MetricsView.Agent> agents(SondeConfig config, SqliteStore.Committed committed, Instant now) {
        List<MetricsView.Agent> agents = new ArrayList<>();
        for (AgentEntry agent : config.fleet().agents()) {
            Optional<AssignedChecks> assigned = assignment.of(agent.name());
            agents.add(new MetricsView.Agent(
                    attendance.status(
                            agent,
                            assigned.map(AssignedChecks::revision).orElse(""),
                            assigned.map(checks -> checks.checks().size()).orElse(0),
                            now),
                    committed.scheduleDelay(agent.name()),
                    committed.eventLoopLag(agent.name())));
        }
        return agents;
    }

    private static Duration age(Instant since, Instant now) {
        return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }
}
