package dev.sonde.launcher.command;

import dev.sonde.agent.AgentOptions;
import dev.sonde.agent.AnswerExpressions;
import dev.sonde.agent.ProbeAgent;
import dev.sonde.agent.ProbeEngine;
import dev.sonde.collector.Collector;
import dev.sonde.collector.CollectorOptions;
import dev.sonde.collector.config.SondeConfig;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.launcher.pairing.Neighbour;
import dev.sonde.launcher.pairing.NextDoorAssignment;
import dev.sonde.launcher.pairing.NextDoorSink;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** A collector and its own agent, started and ended in the order of the data, with one page of metrics. */
final class OneProcess implements AutoCloseable {
    /** The agent's name: in metrics, and taken for the section {@code agents}. */
    static final String AGENT = "local";

    private final LoneCollector collector;
    private final ProbeEngine engine;
    private final ProbeAgent agent;

    private OneProcess(LoneCollector collector, ProbeEngine engine, ProbeAgent agent) {
        this.collector = collector;
        this.engine = engine;
        this.agent = agent;
    }

    /**
     * Blocks until both run. What could not start leaves nothing running. The agent loads and rehearses while the collector
     * reads what it is told and what it remembers; it begins when the collector knows its checks.
     */
    static OneProcess start(Path config, CollectorOptions options, SecretResolver secrets, Location location)
            throws InvalidConfigException, InterruptedException {
        AgentEntry own = AgentEntry.inProcess(AGENT, location);
        CompletableFuture<Neighbour> neighbour = new CompletableFuture<>();
        AgentOptions agentOptions = AgentOptions.local(AGENT, options.data().resolve("agent"));
        ProbeEngine engine = ProbeEngine.start(agentOptions.loops(), secrets, options.version());
        ProbeAgent agent = ProbeAgent.local(
                engine.vertx(),
                agentOptions,
                new NextDoorAssignment(neighbour::join, AGENT),
                new NextDoorSink(neighbour::join, AGENT, location, InstantSource.system()),
                engine.probes());
        Future<Void> prepared = agent.prepare();
        LoneCollector collector;
        try {
            collector = LoneCollector.start(options, () -> SondeConfig.read(config, own, new AnswerExpressions()));
        } catch (CommandFailure | InvalidConfigException e) {
            Outcomes.await(prepared.otherwiseEmpty());
            Outcomes.await(engine.close()); // not on an event loop, which would be gone before it could say so
            throw e;
        }
        Collector root = collector.root();
        neighbour.complete(new Neighbour(root.assignment(), root.attendance(), root.batches()));
        root.show(agent.meters());
        try {
            Outcomes.await(agent.start());
            return new OneProcess(collector, engine, agent);
        } catch (CommandFailure | InvalidConfigException e) {
            Outcomes.await(engine.close());
            collector.close();
            throw e;
        }
    }

    LoneCollector collector() {
        return collector;
    }

    /** The engines that the agent runs on, for people. */
    String engines() {
        return engine.description();
    }

    /** The agent first: its last batches still find the collector. */
    @Override
    public void close() throws InvalidConfigException, InterruptedException {
        try {
            Outcomes.await(agent.stop());
        } finally {
            Outcomes.await(engine.close());
            collector.close();
        }
    }
}
