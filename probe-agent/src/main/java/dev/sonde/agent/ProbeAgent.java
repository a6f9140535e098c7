package dev.sonde.agent;

import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.agent.assignment.CollectorAssignment;
import dev.sonde.agent.assignment.DirectoryAssignment;
import dev.sonde.agent.assignment.NoAssignment;
import dev.sonde.agent.blackbox.Blackbox;
import dev.sonde.agent.blackbox.BlackboxOptions;
import dev.sonde.agent.delivery.BatchSender;
import dev.sonde.agent.delivery.BatchSink;
import dev.sonde.agent.exporter.AgentMeters;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.probe.http.Rehearsal;
import dev.sonde.agent.probe.kinds.Probes;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.LoopTimer;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.agent.uplink.Uplink;
import dev.sonde.contract.check.Location;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole agent, put together in the order of the data: assignment, schedule and probes on their event loops, intervals,
 * batches. The {@link Desk} holds all that is not probing. Methods may be called from any thread, one at a time.
 */
public final class ProbeAgent {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeAgent.class);

    private final Vertx vertx;
    private final AgentOptions options;
    private final AgentTelemetry telemetry;
    private final GcPauses pauses;
    private final List<LoopVerticle> loops;
    private final Desk desk;
    private List<String> deployments = List.of();
    private @Nullable Future<Void> prepared;

    /**
     * An agent whose checks and batches belong to a collector elsewhere.
     *
     * @param vertx made by the engines of {@code probes}, with at least one event loop more than the agent probes on
     */
    public static ProbeAgent connected(
            Vertx vertx, AgentOptions options, CollectorAccess access, ProbeSettings probes) {
        if (access.tellsTheTokenToTheNetwork()) {
            LOG.warn("collector {}: the token crosses the network in clear text (expected: https)", access.collector());
        }
        AgentTelemetry telemetry = new AgentTelemetry();
        Uplink uplink = access.uplink(vertx);
        Supplier<Future<String>> token = () -> access.token(vertx);
        Path data = options.dataDirectory();
        CollectorAssignment assignment = new CollectorAssignment(
                vertx,
                uplink,
                access.collector(),
                options.name(),
                token,
                data == null ? null : data.resolve("assignment.json"),
                new SplittableRandom(),
                telemetry);
        BatchSender sender = new BatchSender(
                uplink, access.collector(), token, Clocks.system().wall());
        return probing(vertx, options, assignment, probes, sender, telemetry);
    }

    /**
     * An agent that runs a directory's checks for one location and is scraped.
     *
     * @param vertx likewise
     */
    public static ProbeAgent standAlone(
            Vertx vertx, AgentOptions options, Path config, Location location, ProbeSettings probes) {
        return probing(
                vertx,
                options,
                new DirectoryAssignment(vertx, config, location, new AnswerExpressions()),
                probes,
                null,
                new AgentTelemetry());
    }

    /**
     * An agent without checks of its own: it serves the drop-in.
     *
     * @param vertx likewise
     */
    public static ProbeAgent dropIn(Vertx vertx, AgentOptions options, ProbeSettings probes) {
        return probing(vertx, options, new NoAssignment(), probes, null, new AgentTelemetry());
    }

    /**
     * An agent beside its collector in this process.
     *
     * @param vertx likewise
     */
    public static ProbeAgent local(
            Vertx vertx, AgentOptions options, AssignmentSource assignment, BatchSink sink, ProbeSettings probes) {
        return probing(vertx, options, assignment, probes, sink, new AgentTelemetry());
    }

    private static ProbeAgent probing(
            Vertx vertx,
            AgentOptions options,
            AssignmentSource assignment,
            ProbeSettings probes,
            @Nullable BatchSink sink,
            AgentTelemetry telemetry) {
        telemetry.runsOn(
                probes.engines().transport().label(),
                probes.engines().tls().label(),
                () -> probes.quic().isMissing());
        BlackboxOptions dropIn = options.blackbox();
        return new ProbeAgent(
                vertx,
                options,
                assignment,
                () -> new Probes(vertx, probes),
                () -> dropIn == null ? Rehearsal.of(vertx, probes) : Rehearsal.ofAll(vertx, probes),
                () -> dropIn == null ? Rehearsal.ofTls(vertx, probes) : Future.succeededFuture(),
                sink,
                dropIn == null ? null : () -> Blackbox.open(vertx, dropIn, probes),
                telemetry);
    }

    /**
     * @param vertx has at least one event loop more than the agent probes on
     * @param assignment says what to run
     * @param probes makes the probes of one event loop; called once on each
     * @param rehearsal performed once before anything is run, on one of those event loops
     * @param tlsRehearsal performed once before TLS is needed first, where nothing is probed
     * @param sink takes the batches; null makes none
     * @param blackbox opens the drop-in; null if there is none
     */
    ProbeAgent(
            Vertx vertx,
            AgentOptions options,
            AssignmentSource assignment,
            Supplier<ProbeFactory> probes,
            Supplier<Future<?>> rehearsal,
            Supplier<Future<?>> tlsRehearsal,
            @Nullable BatchSink sink,
            @Nullable Supplier<Future<Blackbox>> blackbox,
            AgentTelemetry telemetry) {
        Clocks clocks = Clocks.system();
        this.vertx = vertx;
        this.options = options;
        this.telemetry = telemetry;
        this.pauses = GcPauses.ofThisProcess(clocks.nanos());
        this.loops = new ArrayList<>();
        this.desk = new Desk(options, clocks, assignment, loops, tlsRehearsal, sink, blackbox, telemetry);
        for (int i = 0; i < options.loops(); i++) {
            loops.add(new LoopVerticle(
                    () -> new LoopStation(
                            clocks,
                            LoopTimer.of(vertx),
                            rehearsing(probes.get()),
                            options.maxInFlight() / options.loops(),
                            options.lagThreshold().toNanos(),
                            pauses,
                            telemetry,
                            CapacityWatch::threadCpuNanos,
                            desk::news),
                    i == 0 ? rehearsal : Future::succeededFuture));
        }
    }

    private ProbeFactory rehearsing(ProbeFactory probes) {
        probes.useTlsRehearsal(desk.tlsRehearsal());
        return probes;
    }

    /** What the agent counts of itself. */
    public AgentTelemetry telemetry() {
        return telemetry;
    }

    /** The same as meters, for a page that another serves. */
    public MeterBinder meters() {
        return new AgentMeters(telemetry);
    }

    /** Whether the agent knows what to run. Any thread. */
    public boolean isReady() {
        return desk.isReady();
    }

    /** The port that metrics and health are served on; -1 if none is. Any thread. */
    public int port() {
        return desk.port();
    }

    /**
     * Loads what probes need and rehearses them, which takes most of a second: whoever has something else to load begins this
     * first. It touches neither checks nor data. Ends with the agent's Vert.x if the agent never starts.
     */
    public synchronized Future<Void> prepare() {
        if (prepared == null) {
            Iterator<LoopVerticle> next = loops.iterator();
            prepared = vertx.deployVerticle(next::next, new DeploymentOptions().setInstances(options.loops()))
                    .onSuccess(loopsId -> deployments = List.of(loopsId))
                    .mapEmpty();
        }
        return prepared;
    }

    /** Begins, prepared or not. Fails with one message for the user if it cannot; then nothing is left running. */
    public Future<Void> start() {
        return prepare()
                .compose(ready -> vertx.deployVerticle(desk))
                .onSuccess(deskId -> deployments = List.of(deskId, deployments.get(0)))
                .<Void>mapEmpty()
                .recover(failure -> undeploy().transform(undone -> Future.failedFuture(failure)));
    }

    /** Looks at once whether there is something else to run; fails with one message for the user if that is not valid. */
    public Future<Void> reload() {
        return desk.call(desk::reload);
    }

    /** Ends the runs in flight, keeps what they said, tries to deliver it, and ends. */
    public Future<Void> stop() {
        return desk.call(desk::leave).transform(left -> undeploy());
    }

    private Future<Void> undeploy() {
        Future<Void> undone = Future.succeededFuture();
        for (String deployment : deployments) {
            undone = undone.transform(before -> vertx.undeploy(deployment));
        }
        deployments = List.of();
        return undone;
    }
}
