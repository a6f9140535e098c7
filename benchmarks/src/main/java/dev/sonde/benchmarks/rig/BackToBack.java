package dev.sonde.benchmarks.rig;

import com.sun.management.OperatingSystemMXBean;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.kinds.Probes;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The agent's probes without their schedule: some of them on one event loop, each run begun as soon as the one before has
 * ended, as wrk drives its connections. A process of its own, so that the CPU time is theirs.
 *
 * <p>Arguments: URL, CA file, {@code fresh} or {@code keep-alive}, probes at a time, seconds to warm up, seconds to count.
 * Prints the runs counted, the CPU seconds they took, and how many runs since the start were not good.
 */
public final class BackToBack {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong notGood = new AtomicLong();

    private BackToBack() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        String url = arguments[0];
        Connection connection = arguments[2].equals("fresh") ? Connection.FRESH : Connection.KEEP_ALIVE;
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            HttpTarget target = HttpTarget.builder(URI.create(url))
                    .connection(connection)
                    .tls(new Tls(arguments[1], null, true))
                    .build();
            checks.add(Check.of(new CheckName("check-" + i), Duration.ofSeconds(1), TIMEOUT, target));
        }
        new BackToBack().drive(checks, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
    }

    private void drive(List<Check> checks, int warmUpSeconds, int seconds)
            throws InterruptedException, ExecutionException {
        Engines engines = Engines.detect();
        Vertx vertx = engines.vertx(new VertxOptions().setEventLoopPoolSize(1));
        CompletableFuture<Void> begun = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(now -> {
            Probes probes = new Probes(
                    vertx, ProbeSettings.system(engines, new SecretResolver(Path.of("."), Map.of(), List.of()), "rig"));
            checks.forEach(check -> repeat(probes.create(check)));
            begun.complete(null);
        });
        begun.get();
        Waiting.seconds(warmUpSeconds);
        long before = ended.get();
        double cpuBefore = cpuSeconds();
        Waiting.seconds(seconds);
        System.out.printf(Locale.ROOT, "%d %.3f %d%n", ended.get() - before, cpuSeconds() - cpuBefore, notGood.get());
        System.exit(0);
    }

    private void repeat(Probe probe) {
        probe.run().onComplete(result -> {
            Sample sample = result.result();
            if (sample == null || !sample.outcome().equals(Outcome.SUCCESS)) {
                notGood.incrementAndGet();
            }
            ended.incrementAndGet();
            repeat(probe);
        });
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }
}
