package dev.sonde.agent;

import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.LoopTimer;
import dev.sonde.agent.schedule.StopRecord;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that are to enter an event loop, each at its moment, and no more at once than the loop can take in a millisecond:
 * thousands of new checks must not keep those waiting that run already. Belongs to that event loop.
 */
final class Arrivals {
    private static final long MAX_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Clocks clocks;
    private final LoopTimer timer;
    private final Consumer<Arrival> enter;
    private final PriorityQueue<Arrival> queue = new PriorityQueue<>(
            Comparator.<Arrival>comparingLong(arrival -> arrival.atNanos).thenComparingLong(arrival -> arrival.order));
    private final Map<CheckName, Arrival> byName = new HashMap<>();
    private LoopTimer.@Nullable Armed armed;
    private long orders;

    /** A check on its way in. */
    static final class Arrival {
        private final Location location;
        private final StopRecord before;
        private final long atNanos;
        private final long order;
        private AssignedCheck check;

        private Arrival(AssignedCheck check, Location location, StopRecord before, long atNanos, long order) {
            this.check = check;
            this.location = location;
            this.before = before;
            this.atNanos = atNanos;
            this.order = order;
        }

        AssignedCheck check() {
            return check;
        }

        Location location() {
            return location;
        }

        /** What is known of the life before. */
        StopRecord before() {
            return before;
        }
    }

    /** @param enter takes each at its moment */
    Arrivals(Clocks clocks, LoopTimer timer, Consumer<Arrival> enter) {
        this.clocks = clocks;
        this.timer = timer;
        this.enter = enter;
    }

    /** Expects a check. Nothing enters before {@link #letIn}. */
    void expect(AssignedCheck check, Location location, StopRecord before, long delayNanos) {
        Arrival arrival = new Arrival(check, location, before, clocks.nanos().getAsLong() + delayNanos, orders++);
        queue.add(arrival);
        byName.put(check.check().name(), arrival);
    }

    /** Whether it has not entered yet; then it will enter as it is now. */
    boolean change(AssignedCheck check) {
        Arrival expected = byName.get(check.check().name());
        if (expected != null) {
            expected.check = check;
        }
        return expected != null;
    }

    /** Whether it has not entered yet; then it never will. */
    boolean cancel(CheckName name) {
        Arrival expected = byName.remove(name);
        return expected != null && queue.remove(expected);
    }

    /** Lets in what is due and goes on with the others by itself. */
    void letIn() {
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
        long now = clocks.nanos().getAsLong();
        long end = now + MAX_TURN_NANOS;
        Arrival first = queue.peek();
        while (first != null && first.atNanos - now <= 0 && clocks.nanos().getAsLong() - end < 0) {
            queue.poll();
            byName.remove(first.check.check().name());
            enter.accept(first);
            first = queue.peek();
        }
        if (first != null) {
            armed = timer.arm(Math.max(0, first.atNanos - now), this::letIn);
        }
    }

    /** Forgets those that have not entered; what is known of the life before goes to the record of this one. */
    void close(StopRecord.Builder record) {
        queue.forEach(arrival -> record.stopped(arrival.before));
        close();
    }

    /** Forgets those that have not entered. */
    void close() {
        queue.clear();
        byName.clear();
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }
}
