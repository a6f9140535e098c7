package dev.sonde.launcher.pairing;

import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.contract.assignment.AssignedChecks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the collector in this process assigns to the agent beside it, told as soon as it changes. Belongs to the event loop
 * it was started on; the collector wakes it from threads of its own.
 */
public final class NextDoorAssignment implements AssignmentSource {
    private final Assignment assignment;
    private final Attendance attendance;
    private final String agent;
    private @Nullable Context home;
    private Consumer<AssignedChecks> listener = nobody -> {};
    private Assignment.@Nullable Waiter waiter;
    private boolean stopped;

    /** @param agent its name in the fleet */
    public NextDoorAssignment(Assignment assignment, Attendance attendance, String agent) {
        this.assignment = assignment;
        this.attendance = attendance;
        this.agent = agent;
    }

    @Override
    public Future<Void> start(Consumer<AssignedChecks> hearer) {
        home = Objects.requireNonNull(Vertx.currentContext(), "an assignment is started on an event loop");
        listener = hearer;
        if (assignment.of(agent).isEmpty()) {
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
        Optional<AssignedChecks> assigned = assignment.of(agent);
        if (assigned.isEmpty()) {
            return;
        }
        String revision = assigned.get().revision();
        attendance.knows(agent, revision);
        listener.accept(assigned.get());
        Context own = Objects.requireNonNull(home);
        waiter = assignment.whenChanged(agent, revision, () -> own.runOnContext(woken -> tell()));
    }
}
