package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.ClientKeys;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.connect.QuicLibrary;
import dev.sonde.agent.probe.connect.TrustStore;
import dev.sonde.agent.probe.kinds.Probes;
import dev.sonde.agent.resolve.HostsFile;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.NameSources.Families;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One event loop with its probes, driven from a test's thread. */
public final class TestLoop implements AutoCloseable {
    /** Names of the tests' servers, all on loopback. */
    public static final List<String> HOSTS = List.of("127.0.0.1 shop.test other.test dotless", "::1 six.test");

    public final Vertx vertx;
    public final Context context;
    public final Probes probes;
    private final ProbeSettings settings;
    private ProbeLoop bare;

    public TestLoop(Engines engines) {
        this(engines, settings(engines));
    }

    public TestLoop(Engines engines, ProbeSettings settings) {
        this.settings = settings;
        vertx = engines.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Promise<Probes> made = Promise.promise();
        context = vertx.getOrCreateContext();
        context.runOnContext(v -> made.complete(new Probes(vertx, settings)));
        probes = await(made.future());
    }

    /** The fast engines and the portable ones; once if they are the same here. */
    public static Stream<Engines> engines() {
        return Stream.of(Engines.detect(), Engines.PORTABLE).distinct();
    }

    public static ProbeSettings settings(Engines engines) {
        return settings(engines, Path.of("no-secrets"), Map.of());
    }

    public static ProbeSettings settings(Engines engines, Path secrets, Map<String, String> environment) {
        return new ProbeSettings(
                engines,
                () -> new NameSources(HostsFile.parse(HOSTS), ResolverConfiguration.of(), Families.IPV4_FIRST),
                AddressFence.operator(),
                new SecretResolver(secrets, environment, List.of("SONDE_*")),
                new TrustStore(),
                new ClientKeys(),
                new QuicLibrary(),
                "Sonde/test",
                System::nanoTime,
                InstantSource.system());
    }

    public Sample run(Target target) {
        return run(target, Duration.ofSeconds(5));
    }

    public Sample run(Target target, Duration timeout) {
        Probe probe = probe(target, timeout);
        Sample sample = run(probe);
        on(() -> {
            probe.close();
            return Future.succeededFuture();
        });
        return sample;
    }

    /** A run that a person asked for. */
    public Sample runOnDemand(Target target) {
        return on(() -> {
            Probes onDemand = new Probes(vertx, settings, true);
            Check check = Check.of(new CheckName("test"), Duration.ofSeconds(30), Duration.ofSeconds(5), target);
            return onDemand.create(check).run().onComplete(done -> onDemand.close());
        });
    }

    public Probe probe(Target target, Duration timeout) {
        Check check = Check.of(new CheckName("test"), Duration.ofSeconds(30), timeout, target);
        return on(() -> Future.succeededFuture(probes.create(check)));
    }

    /** A probe of a protocol that no check names. */
    public <N> Probe probe(Procedure<N> procedure, Duration timeout) {
        return on(() -> {
            if (bare == null) {
                bare = new ProbeLoop(vertx, settings);
            }
            return Future.succeededFuture(new LoopProbe<>(bare, timeout, procedure));
        });
    }

    public Sample run(Probe probe) {
        return on(probe::run);
    }

    public <T> T on(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> call.get().onComplete(promise));
        return await(promise.future());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        on(() -> {
            probes.close();
            if (bare != null) {
                bare.close();
            }
            return Future.succeededFuture();
        });
        await(vertx.close());
    }
}
