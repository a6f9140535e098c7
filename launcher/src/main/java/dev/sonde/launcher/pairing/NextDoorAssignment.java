package dev.sonde.launcher.pairing;

import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.contract.assignment.AssignedChecks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the collector in this process assigns to the agent beside it, told as soon as it changes. Belongs to the event loop
 * it was started on; the collector wakes it from threads of its own.
 */
public final class NextDoorAssignment implements AssignmentSource {
    private final Supplier<Neighbour> neighbour;
    private final String agent;
    private @Nullable Context home;
    private Consumer<AssignedChecks> listener = nobody -> {};
    private Assignment.@Nullable Waiter waiter;
    private boolean stopped;

    /**
     * @param neighbour known once the agent is started
     * @param agent its name in the fleet
     */
    public NextDoorAssignment(Supplier<Neighbour> neighbour, String agent) {
        this.neighbour = neighbour;
        this.agent = agent;
    }

    @Override
    public Future<Void> start(Consumer<AssignedChecks> hearer) {
        home = Objects.requireNonNull(Vertx.currentContext(), "an assignment is started on an event loop");
        listener = hearer;
        if (neighbour.get().assignment().of(agent).isEmpty()) {
            return Future.failedFuture("agent " + agent + " is not in the collector's fleet");
        }
        tell();
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        if (waiter != null) {
            waiter.cancel();
        }
        return Future.succeededFuture();
    }

    private void tell() {
        if (stopped) {
            return;
        }
        Assignment assignment = neighbour.get().assignment();
        Optional<AssignedChecks> assigned = assignment.of(agent);
        if (assigned.isEmpty()) {
            return;
        }
        String revision = assigned.get().revision();
        neighbour.get().attendance().knows(agent, revision);
        listener.accept(assigned.get());
        Context own = Objects.requireNonNull(home);
        waiter = assignment.whenChanged(agent, revision, () -> own.runOnContext(woken -> tell()));
    }
}
