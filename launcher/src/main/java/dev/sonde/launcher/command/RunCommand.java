package dev.sonde.launcher.command;

import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sonde run}: collector and one agent in one process. */
@Command(
        name = "run",
        description = {
            "Collector and one agent in one process: no token, no second port.",
            "SIGHUP or POST /-/reload reads the configuration again; SIGTERM drains and exits 0."
        })
public final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions serve;

    @Option(
            names = "--location",
            paramLabel = "LOC",
            defaultValue = "local",
            description = "Where the agent of this process is (default: ${DEFAULT-VALUE}).")
    private String location;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        serve.checkUsage(spec.commandLine());
        if (!Location.isValid(location)) {
            throw new ParameterException(
                    spec.commandLine(), "--location: " + location + " (expected: 1 to 63 of a-z, 0-9 and -)");
        }
        Lifetime lifetime = Lifetime.begin();
        serve.listen().warnIfReachable();
        OneProcess process = OneProcess.start(
                serve.config(), serve.collectorOptions(), serve.secrets().resolver(), new Location(location));
        LOG.info(
                "ready: {} serves /metrics and /api/v1/checks; the agent probes from location {} ({})",
                serve.address(process.collector().port()),
                location,
                process.engines());
        return lifetime.await(process.collector()::reload, process);
    }
}
