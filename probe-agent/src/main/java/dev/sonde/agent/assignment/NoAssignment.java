package dev.sonde.agent.assignment;

import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Location;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** Nothing to run, known from the start: for an agent that only probes on demand. */
public final class NoAssignment implements AssignmentSource {
    private static final Location NOWHERE = new Location("local");

    @Override
    public Future<Void> start(Consumer<AssignedChecks> listener) {
        listener.accept(AssignedChecks.of(NOWHERE, List.of()));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }
}
