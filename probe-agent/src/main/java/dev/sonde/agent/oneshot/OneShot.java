package dev.sonde.agent.oneshot;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.http.Rehearsal;
import dev.sonde.agent.probe.kinds.Probes;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.ExecutionException;

/** Runs checks once each, on an event loop of its own, while the caller waits. Any thread but an event loop. */
public final class OneShot implements AutoCloseable {
    private static final CheckName UNNAMED = new CheckName("url");

    private final ProbeSettings settings;
    private final Vertx vertx;

    public OneShot(ProbeSettings settings) {
        this.settings = settings;
        this.vertx = settings.engines()
                .vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
    }

    /** A check of a URL with every default, for which no configuration need exist. */
    public static Check checkOf(URI url) {
        return Check.of(UNNAMED, Check.DEFAULT_INTERVAL, Check.DEFAULT_TIMEOUT, HttpTarget.get(url));
    }

    /**
     * Runs the check. Blocks for at most its timeout and what it takes to read secrets and roots.
     *
     * <p>A rehearsal comes first, or the phases would show this process waking up.
     */
    public OneShotResult run(Check check) throws InterruptedException {
        Promise<OneShotResult> promise = Promise.promise();
        vertx.runOnContext(start -> {
            Probes probes = new Probes(vertx, settings, true);
            Rehearsal.ofAll(vertx, settings)
                    .compose(rehearsed -> run(probes, check))
                    .eventually(probes::close)
                    .onComplete(promise);
        });
        try {
            return promise.future().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Future<OneShotResult> run(Probes probes, Check check) {
        Instant startedAt = settings.wallClock().instant();
        Future<Sample> sample = probes.create(check).run();
        return sample.map(ended -> new OneShotResult(check, startedAt, ended, settings.engines()));
    }

    @Override
    public void close() {
        Future<Void> closed = vertx.close();
        closed.toCompletionStage().toCompletableFuture().join();
    }
}
