package dev.sonde.launcher.command;

import dev.sonde.agent.AnswerExpressions;
import dev.sonde.collector.config.SondeConfig;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sonde collector}: remembers, judges and tells; probes nothing itself. */
@Command(
        name = "collector",
        description = {
            "The collector alone: agents elsewhere probe, it remembers, judges and tells.",
            "SIGHUP or POST /-/reload reads the configuration again; SIGTERM drains and exits 0."
        })
public final class CollectorCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions serve;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        serve.checkUsage(spec.commandLine());
        HeapRoom.takeCollectors();
        Lifetime lifetime = Lifetime.begin();
        serve.listen().warnIfReachable();
        LoneCollector collector = LoneCollector.start(
                serve.collectorOptions(), () -> SondeConfig.read(serve.config(), null, new AnswerExpressions()));
        LOG.info("collector ready: {} serves /metrics, /api/v1/checks and agents", serve.address(collector.port()));
        return lifetime.await(collector::reload, collector);
    }
}
