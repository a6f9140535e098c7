package dev.sonde.agent.assignment;

import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.ExpressionCheck;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.StandaloneConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of a directory of YAML, for an agent without a collector. Limits belong to objectives, which only a collector
 * knows, so there are none. Belongs to the event loop it was started on.
 */
public final class DirectoryAssignment implements AssignmentSource {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryAssignment.class);

    private final Vertx vertx;
    private final Path directory;
    private final Location location;
    private final ExpressionCheck expressions;
    private Consumer<AssignedChecks> listener = nobody -> {};
    private boolean stopped;

    /** @param expressions looks at CEL expressions */
    public DirectoryAssignment(Vertx vertx, Path directory, Location location, ExpressionCheck expressions) {
        this.vertx = vertx;
        this.directory = directory;
        this.location = location;
        this.expressions = expressions;
    }

    /** Fails with an {@link InvalidConfigException}, whose message holds every problem, if the directory is not valid. */
    @Override
    public Future<Void> start(Consumer<AssignedChecks> hearer) {
        listener = hearer;
        return reload();
    }

    @Override
    public Future<Void> reload() {
        return vertx.executeBlocking(() -> read(directory, location, expressions))
                .onSuccess(assigned -> {
                    if (!stopped) {
                        listener.accept(assigned);
                    }
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    /** What a directory holds for a location. Blocks on file reads. */
    static AssignedChecks read(Path directory, Location location, ExpressionCheck expressions)
            throws InvalidConfigException {
        StandaloneConfig config = StandaloneConfig.read(directory, expressions);
        config.warnings().forEach(warning -> LOG.warn("{}", warning.line()));
        List<AssignedCheck> checks = config.checks().stream()
                .filter(check -> check.runsAt(location))
                .map(check -> new AssignedCheck(check, List.of()))
                .toList();
        if (checks.isEmpty()) {
            LOG.warn("{}: no check runs at location {}", directory, location);
        }
        return new AssignedChecks(config.revision(), location, checks);
    }
}
