package dev.sonde.launcher.command;

import dev.sonde.collector.CannotStartException;
import dev.sonde.collector.Collector;
import dev.sonde.collector.CollectorOptions;
import dev.sonde.collector.ConfigSource;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A collector on event loops of its own, so that serving never disturbs probing. */
final class LoneCollector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoneCollector.class);
    private static final int EVENT_LOOPS = 2;

    private final Vertx vertx;
    private final Collector root;
    private final int port;

    private LoneCollector(Vertx vertx, Collector root, int port) {
        this.vertx = vertx;
        this.root = root;
        this.port = port;
    }

    /** Blocks until it serves. What could not start leaves nothing running. */
    static LoneCollector start(CollectorOptions options, ConfigSource config)
            throws InvalidConfigException, InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            Collector root = Collector.open(vertx, options, config, InstantSource.system(), System::nanoTime);
            return new LoneCollector(vertx, root, Outcomes.await(root.start()));
        } catch (CannotStartException e) {
            Outcomes.await(vertx.close());
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } catch (CommandFailure | InvalidConfigException e) {
            Outcomes.await(vertx.close());
            throw e;
        }
    }

    Collector root() {
        return root;
    }

    /** What it listens on. */
    int port() {
        return port;
    }

    /** What SIGHUP asks for. */
    void reload() {
        try {
            root.reload();
        } catch (InvalidConfigException e) {
            LOG.debug("reload", e); // the collector has said what is wrong
        }
    }

    @Override
    public void close() throws InvalidConfigException, InterruptedException {
        try {
            Outcomes.await(root.stop());
        } finally {
            Outcomes.await(vertx.close());
        }
    }
}
