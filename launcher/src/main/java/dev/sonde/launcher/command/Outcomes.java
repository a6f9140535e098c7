package dev.sonde.launcher.command;

import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what the roots do on their own threads, and turns what went wrong into words for the user. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private Outcomes() {}

    /** Blocks until the future ends. The roots fail with one message for the user, or with a configuration's problems. */
    static <T> T await(Future<T> future) throws InvalidConfigException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InvalidConfigException invalid) {
                throw invalid;
            }
            if (cause == null || cause.getMessage() == null) {
                throw new IllegalStateException("a future failed without a word", cause == null ? e : cause);
            }
            throw new CommandFailure(cause.getMessage(), cause);
        }
    }

    /** Logs why a reload came to nothing: a line for each problem. */
    static void oldConfigurationStays(InvalidConfigException invalid) {
        LOG.error(
                "reload: the old configuration stays, {}",
                Counted.of(invalid.problems().size(), "problem"));
        invalid.problems().forEach(problem -> LOG.error("{}", problem.line()));
    }
}
