package dev.sonde.agent;

import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * What an agent runs on: event loops over the fastest sockets and TLS that load here, and the probes made on them. One per
 * process, closed last. Any thread.
 */
public final class ProbeEngine {
    /**
     * Threads for what blocks or takes long. A pool fills to its size before a thread serves twice, and an idle thread keeps
     * its stack and its arena of native memory.
     */
    private static final int WORKERS = 8;

    private final Vertx vertx;
    private final ProbeSettings settings;

    private ProbeEngine(Vertx vertx, ProbeSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /**
     * Loads native libraries where there are any: blocks for some tenths of a second.
     *
     * @param probingLoops event loops that probe; there is one more for all else
     * @param secrets resolves what the checks refer to, at each run
     * @param version of Sonde, for the user agent
     */
    public static ProbeEngine start(int probingLoops, SecretResolver secrets, String version) {
        Engines engines = Engines.detect();
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(probingLoops + 1)
                .setWorkerPoolSize(Math.max(WORKERS, 2 * probingLoops))
                .setInternalBlockingPoolSize(WORKERS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        return new ProbeEngine(engines.vertx(options), ProbeSettings.system(engines, secrets, version));
    }

    /** The event loops, for {@link ProbeAgent}. */
    public Vertx vertx() {
        return vertx;
    }

    /** What the probes on them have in common, for {@link ProbeAgent}. */
    public ProbeSettings probes() {
        return settings;
    }

    /** What was loaded, for people: {@code epoll, boringssl}. */
    public String description() {
        return settings.engines().toString();
    }

    /** Ends the event loops, and with them whatever still runs there. */
    public Future<Void> close() {
        return vertx.close();
    }
}
