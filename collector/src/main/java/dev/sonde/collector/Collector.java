package dev.sonde.collector;

import dev.sonde.collector.api.ApiOptions;
import dev.sonde.collector.api.ApiPorts;
import dev.sonde.collector.api.ApiServer;
import dev.sonde.collector.api.Reload;
import dev.sonde.collector.config.ConfigChanges;
import dev.sonde.collector.config.SondeConfig;
import dev.sonde.collector.exposition.RegistryExposition;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.incident.Ulids;
import dev.sonde.collector.ingest.BatchGate;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.notify.Dispatcher;
import dev.sonde.collector.notify.Links;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.slots.CheckHours;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.collector.store.Retention;
import dev.sonde.collector.store.SqliteStore;
import dev.sonde.collector.store.UnusableStoreException;
import dev.sonde.collector.store.WatchedChecks;
import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.collector.telemetry.ProcessMeters;
import dev.sonde.collector.watch.Judged;
import dev.sonde.collector.watch.Watch;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector, put together in the order of the data: what may come in, where it is remembered, how it is judged, who is
 * told, what is shown. Start once, stop once; any thread.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final int DECODERS = 2;
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final CollectorOptions options;
    private final ConfigSource configSource;
    private final SqliteStore store;
    private final PrometheusMeterRegistry micrometer;
    private final CollectorMeters meters;
    private final ScheduledExecutorService timer;
    private final ExecutorService decoders;
    private final Ulids ids = new Ulids(new SecureRandom());
    private final Dispatcher dispatcher;
    private final Watch watch;
    private final BatchGate gate;
    private final Assignment assignment = new Assignment();
    private final Attendance attendance = new Attendance();
    private final ApiServer server;
    private volatile @Nullable SondeConfig config;

    private Collector(
            Vertx vertx,
            CollectorOptions options,
            ConfigSource configSource,
            SqliteStore store,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.options = options;
        this.configSource = configSource;
        this.store = store;

        PrometheusRegistry registry = new PrometheusRegistry();
        micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
        new ProcessMeters().bindTo(micrometer);
        meters = new CollectorMeters(micrometer);
        meters.build(options.version());
        meters.watchWriterQueue(store::queueLength);

        timer = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "sonde-pace"));
        decoders = Executors.newFixedThreadPool(DECODERS, work -> new Thread(work, "sonde-ingest"));

        dispatcher = new Dispatcher(
                vertx,
                store.outbox(),
                options.secrets(),
                options.fence(),
                clock,
                new SecureRandom(),
                Dispatcher.TIMEOUT);
        watch = new Watch(store, timer, meters, clock, nanoTime, dispatcher::poke);
        gate = new BatchGate(store.batchLog(watch::slotsChanged), decoders, meters, clock, nanoTime);

        StateView state = new StateView(store, watch, assignment, attendance, () -> Optional.ofNullable(config), clock);
        server = new ApiServer(
                vertx,
                apiOptions(options),
                new ApiPorts(
                        assignment,
                        attendance,
                        gate,
                        state,
                        new RegistryExposition(registry, state),
                        store.latencyHistory(),
                        store.evidenceArchive(),
                        new PeoplesDesk(store.incidents(), watch),
                        this::reload,
                        this::obstacle,
                        meters,
                        clock,
                        nanoTime,
                        options.version()));
    }

    /**
     * Takes hold of the data directory and puts a collector together; it does nothing yet. Blocks.
     *
     * @param vertx stays the caller's
     * @param clock wall time
     * @param nanoTime monotonic
     */
    public static Collector open(
            Vertx vertx,
            CollectorOptions options,
            ConfigSource configSource,
            InstantSource clock,
            LongSupplier nanoTime)
            throws CannotStartException {
        try {
            SqliteStore store = SqliteStore.open(options.data(), Retention.DEFAULT, clock, nanoTime);
            return new Collector(vertx, options, configSource, store, clock, nanoTime);
        } catch (UnusableStoreException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads the configuration, loads what is remembered, and listens.
     *
     * @return the port; fails with an {@link InvalidConfigException} or with one line for people, and then everything is
     *     let go again
     */
    public Future<Integer> start() {
        return vertx.executeBlocking(() -> {
                    SondeConfig first = configSource.read();
                    try {
                        return apply(first);
                    } catch (CompletionException e) {
                        String obstacle = store.obstacle();
                        throw new CannotStartException(
                                obstacle == null ? "what is stored cannot be loaded: " + e.getCause() : obstacle, e);
                    }
                })
                .compose(applied -> server.start())
                .onSuccess(port -> {
                    watch.start();
                    ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                            store::tidy, TIDY_EVERY.toMillis(), TIDY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                })
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    /** Where batches are handed in, by HTTP and by an agent in this process alike. */
    public BatchIntake batches() {
        return gate;
    }

    /** Which checks each agent is to run; complete once the collector has started. */
    public Assignment assignment() {
        return assignment;
    }

    /** Who has been heard of. */
    public Attendance attendance() {
        return attendance;
    }

    /** From now on this is on the page of metrics too, for what else lives in this process; no name may be there already. */
    public void show(MeterBinder more) {
        more.bindTo(micrometer);
    }

    /**
     * Reads the configuration again and puts the difference in force. Says in the log what came of it. Blocks.
     *
     * @return one line on what is different now
     * @throws InvalidConfigException if it is not valid; then nothing has changed
     */
    public Reload.Reloaded reload() throws InvalidConfigException {
        SondeConfig next;
        try {
            next = configSource.read();
        } catch (InvalidConfigException e) {
            meters.reloaded(false);
            LOG.error(
                    "reload: the old configuration stays, {} problem(s)",
                    e.problems().size());
            e.problems().forEach(problem -> LOG.error("{}", problem.line()));
            throw e;
        }
        Reload.Reloaded reloaded = new Reload.Reloaded(apply(next), next.warnings());
        meters.reloaded(true);
        server.renewCertificate().onFailure(e -> LOG.warn("the certificate stays the old one: {}", e.getMessage()));
        return reloaded;
    }

    /** Ends what is under way, delivers what can be delivered at once, and lets go of everything. */
    public Future<Void> stop() {
        return server.stop()
                .transform(stopped -> dispatcher.close())
                .transform(closed -> vertx.executeBlocking(() -> {
                    timer.shutdown();
                    decoders.shutdown();
                    store.close();
                    return null;
                }));
    }

    /** Puts a configuration in force: first what is remembered, then who judges it, then who is let in and sent out. */
    private synchronized String apply(SondeConfig next) {
        SondeConfig before = config;
        store.watch(watched(next)).toCompletableFuture().join();
        config = next;
        watch.judge(
                        Judged.of(next.checks(), next.slos(), next.quiet()),
                        new IncidentTracker(next.quiet(), ids),
                        new MessagePlanner(next.receivers(), next.routes(), new Links(options.link()), ids))
                .toCompletableFuture()
                .join();
        gate.expect(expected(next));
        dispatcher.configure(next.receivers());
        assignment.apply(next.fleet(), next.checks(), next.limits());
        String changes = before == null
                ? next.checks().size() + " checks, " + next.slos().size() + " SLOs"
                : ConfigChanges.between(before, next).summary();
        LOG.info(before == null ? "configuration in force: {}" : "configuration reloaded, changed: {}", changes);
        next.warnings().forEach(warning -> LOG.warn("{}", warning));
        return changes;
    }

    private @Nullable String obstacle() {
        return config == null ? "no configuration is in force yet" : store.obstacle();
    }

    private static WatchedChecks watched(SondeConfig config) {
        Map<CheckName, List<Duration>> limits = config.limits();
        Map<CheckName, WatchedCheck> checks = new HashMap<>();
        for (Check check : config.checks()) {
            checks.put(
                    check.name(),
                    new WatchedCheck(
                            limits.getOrDefault(check.name(), List.of()),
                            config.fleet().locationsOf(check)));
        }
        Duration longest = Duration.ZERO;
        for (Slo slo : config.slos()) {
            longest = slo.window().compareTo(longest) > 0 ? slo.window() : longest;
        }
        return new WatchedChecks(checks, longest, CheckHours.of(config.checks()));
    }

    private static Map<Location, Set<CheckName>> expected(SondeConfig config) {
        Map<Location, Set<CheckName>> expected = new HashMap<>();
        for (Check check : config.checks()) {
            for (Location location : config.fleet().locationsOf(check)) {
                expected.computeIfAbsent(location, at -> new HashSet<>()).add(check.name());
            }
        }
        return Collections.unmodifiableMap(expected);
    }

    private static ApiOptions apiOptions(CollectorOptions options) {
        CollectorOptions.Tls tls = options.tls();
        return new ApiOptions(
                options.host(),
                options.port(),
                tls == null ? null : new ApiOptions.Tls(tls.certificate(), tls.key()),
                options.apiToken());
    }
}
