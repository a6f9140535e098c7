package dev.sonde.agent.assignment;

import dev.sonde.contract.assignment.AssignedChecks;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Says what the agent is to run, and says it again whenever that changes. */
public interface AssignmentSource {
    /**
     * Begins. Called once, on the agent's own event loop.
     *
     * @param listener hears every assignment, in order, on any thread; the first one may come at any time, or never
     * @return fails only if there is no point in going on, with one message for the user
     */
    Future<Void> start(Consumer<AssignedChecks> listener);

    /**
     * Looks again at once.
     *
     * @return fails with one message for the user if what is there cannot be used; then the old assignment stays
     */
    default Future<Void> reload() {
        return Future.succeededFuture();
    }

    /** Says nothing further. */
    Future<Void> stop();
}
