package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.BlackboxFile;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.exposition.GaugeText;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The probers on a loop of their own, that may probe this machine and sockets in one directory. */
final class ProberRig implements AutoCloseable {
    private final Vertx vertx = Engines.detect().vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Probers probers;

    /** What is told of a probe. */
    record Told(boolean success, String metrics, String log) {}

    private ProberRig(Path home, UnaryOperator<ProbeSettings> changed, ProbeFence fence) {
        ProbeSettings settings = changed.apply(
                ProbeSettings.system(Engines.detect(), new SecretResolver(home, Map.of(), List.of()), "9.9.9"));
        probers = await(onLoop(() -> Future.succeededFuture(new Probers(vertx, settings, fence))));
    }

    static ProberRig start(Path home) {
        return new ProberRig(
                home, as -> as, ProbeFence.of(List.of("127.0.0.0/8", home + "/*.sock"), List.of("*.denied.test")));
    }

    /** That may only probe these, and asks this server for names. */
    static ProberRig start(Path home, InetSocketAddress nameServer, String... allowed) {
        NameSources names = NameSources.of(ResolverConfiguration.of(nameServer));
        return new ProberRig(
                home, as -> as.withNames(() -> names), ProbeFence.of(List.of(allowed), List.of("*.denied.test")));
    }

    Vertx vertx() {
        return vertx;
    }

    Told probe(String module, String target, double seconds) throws InvalidConfigException {
        return probe(module(module), target, seconds);
    }

    Told probe(ProbeModule module, String target, double seconds) {
        Duration timeout = Duration.ofMillis((long) (seconds * 1000));
        Future<Void> never = Promise.<Void>promise().future();
        ProbeResult result = await(onLoop(() -> probers.probe("m", module, target, null, timeout, never)));
        return new Told(result.success(), GaugeText.of(result.metrics()), result.log());
    }

    /** A module in YAML, on one line or several. */
    static ProbeModule module(String module) throws InvalidConfigException {
        String yaml = "modules:\n  m: " + module.strip().replace("\n", "\n    ");
        return BlackboxFile.read("blackbox.yml", yaml.getBytes(StandardCharsets.UTF_8))
                .modules()
                .get("m");
    }

    <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(here -> action.get().onComplete(promise));
        return promise.future();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(onLoop(() -> {
            probers.close();
            return Future.succeededFuture("");
        }));
        await(vertx.close());
    }
}
