package dev.sonde.launcher.command;

import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits for what the roots do on their own threads, and turns what went wrong into words for the user. */
final class Outcomes {
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
}
