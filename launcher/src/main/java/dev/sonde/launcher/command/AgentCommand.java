package dev.sonde.launcher.command;

import dev.sonde.agent.AgentOptions;
import dev.sonde.agent.CollectorAccess;
import dev.sonde.agent.ProbeAgent;
import dev.sonde.agent.ProbeEngine;
import dev.sonde.agent.exporter.Listen;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sonde agent}: probes for a collector elsewhere, or stands alone and is scraped. */
@Command(
        name = "agent",
        description = {
            "Probes: the checks that a collector assigns, or those of a directory.",
            "With --collector URL --name NAME it gets its checks from there and delivers what it found. With --config DIR"
                    + " --location LOC it stands alone, and its /metrics carries the checks' series. With --blackbox-config"
                    + " FILE, beside either or alone, it also serves /probe as blackbox_exporter does."
        })
public final class AgentCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);
    private static final String TOKEN_FILE = "sonde-token";

    @Spec
    private CommandSpec spec;

    @Option(names = "--collector", paramLabel = "URL", description = "The collector's address (default: none).")
    private @Nullable URI collector;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The agent's name in the collector's section `agents` (default, without a collector: the"
                    + " location).")
    private @Nullable String name;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token that `sonde token NAME` printed; read again for every request (default: "
                    + TOKEN_FILE + " in the --secrets directory).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file with the only roots to trust for the connection to the collector (default: the"
                    + " platform's).")
    private @Nullable Path ca;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "The directory with the *.yaml files, for an agent that stands alone (default: none).")
    private @Nullable Path config;

    @Option(
            names = "--location",
            paramLabel = "LOC",
            description = "Where an agent that stands alone is; it runs the checks of this location (default: none).")
    private @Nullable String location;

    @Option(
            names = "--export-checks",
            description = "Serve the checks' series on /metrics also with a collector (default: only when standing"
                    + " alone).")
    private boolean exportChecks;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Where batches wait for the collector; the agent's part is `agent` below it (default:"
                    + " ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            defaultValue = "${env:SONDE_LISTEN_HOST:-127.0.0.1}:9741",
            description = "Where metrics and health are served; port 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private ListenAddress listen;

    @Mixin
    private BlackboxFlags blackbox;

    @Mixin
    private TlsOptions tls;

    @Mixin
    private SecretOptions secrets;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        checkUsage();
        Lifetime lifetime = Lifetime.begin();
        listen.warnIfReachable();
        Listen address = new Listen(listen.host(), listen.port(), tls.certificate(), tls.key());
        AgentOptions options = (collector != null
                        ? AgentOptions.connected(agentName(), data.resolve("agent"), address)
                        : AgentOptions.standAlone(agentName(), address))
                .withBlackbox(blackbox.options(spec.commandLine()));
        if (exportChecks) {
            options = options.withExportChecks(true);
        }
        ProbeEngine engine = ProbeEngine.start(options.loops(), secrets.resolver(), BuildVersion.current());
        try {
            ProbeAgent agent = agent(engine, options);
            Outcomes.await(agent.start());
            LOG.info(
                    "agent {} started ({}): {}://{}/metrics",
                    agentName(),
                    engine.description(),
                    tls.scheme(),
                    listen.withPort(agent.port()));
            return lifetime.await(() -> reload(agent), () -> Outcomes.await(agent.stop()));
        } finally {
            Outcomes.await(engine.close());
        }
    }

    private ProbeAgent agent(ProbeEngine engine, AgentOptions options) {
        if (config != null && location != null) {
            return ProbeAgent.standAlone(engine.vertx(), options, config, new Location(location), engine.probes());
        }
        if (collector == null) {
            return ProbeAgent.dropIn(engine.vertx(), options, engine.probes());
        }
        return ProbeAgent.connected(engine.vertx(), options, access(), engine.probes());
    }

    private CollectorAccess access() {
        Path token = tokenFile == null ? secrets.directory().resolve(TOKEN_FILE) : tokenFile;
        try {
            return new CollectorAccess(Objects.requireNonNull(collector), CollectorAccess.tokenIn(token), ca);
        } catch (IllegalArgumentException e) {
            throw wrong("--" + e.getMessage());
        }
    }

    private String agentName() {
        return name != null ? name : location != null ? location : "probe";
    }

    private void checkUsage() {
        tls.check(spec.commandLine());
        TlsOptions.mustBeReadable("--ca", ca);
        blackbox.check(spec.commandLine());
        boolean both = collector != null && config != null;
        if (both || (collector == null && config == null && !blackbox.isWanted())) {
            throw wrong("--collector and --config: " + (both ? "both" : "none")
                    + " given (expected: --collector URL --name NAME, or --config DIR --location LOC, or only"
                    + " --blackbox-config FILE)");
        }
        if (collector != null) {
            access();
        }
        if (collector != null && name == null) {
            throw wrong("--name is missing (expected: the agent's name in the collector's section `agents`)");
        }
        if (config != null && location == null) {
            throw wrong("--location is missing (expected: where the agent stands)");
        }
        if (location != null && (config == null || !Location.isValid(location))) {
            throw wrong("--location: " + location
                    + (config == null
                            ? " (expected: none, the collector's entry of the agent decides it)"
                            : " (expected: 1 to 63 of a-z, 0-9 and -)"));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void reload(ProbeAgent agent) {
        if (config == null && !blackbox.isWanted()) {
            LOG.info("SIGHUP: nothing to reload, the collector tells when the checks change");
            return;
        }
        try {
            Outcomes.await(agent.reload());
            LOG.info("SIGHUP: what is configured is in force");
        } catch (InvalidConfigException e) {
            LOG.error(
                    "SIGHUP: the old configuration stays, {}",
                    Counted.of(e.problems().size(), "problem"));
            e.problems().forEach(problem -> LOG.error("{}", problem.line()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
