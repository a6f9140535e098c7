package dev.sonde.agent;

import dev.sonde.agent.schedule.Clocks;
import dev.sonde.agent.schedule.LoopTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Two clocks and an event loop's timers, moved by hand. Timers run in order at exactly their times while time is
 * advanced; during a stall time passes and no timer runs until it is over.
 */
public final class HandClock {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.dueNanos).thenComparingLong(task -> task.order));
    private long nanos = 1_000_000;
    private long epochNanos;
    private long orders;

    private static final class Task {
        private final long dueNanos;
        private final long order;
        private final Runnable action;

        Task(long dueNanos, long order, Runnable action) {
            this.dueNanos = dueNanos;
            this.order = order;
            this.action = action;
        }
    }

    public HandClock(Instant start) {
        epochNanos = Clocks.epochNanos(start);
    }

    public Clocks clocks() {
        return new Clocks(this::now, this::nanos);
    }

    public Instant now() {
        return Clocks.instant(epochNanos);
    }

    public long nanos() {
        return nanos;
    }

    public long epochNanos() {
        return epochNanos;
    }

    public LoopTimer timer() {
        return (delayNanos, action) -> {
            if (delayNanos < 0) {
                throw new AssertionError("delay: " + delayNanos);
            }
            Task task = new Task(nanos + delayNanos, orders++, action);
            tasks.add(task);
            return () -> tasks.remove(task);
        };
    }

    /** Timers that have not fired. */
    public int armed() {
        return tasks.size();
    }

    /** Lets time pass; every timer runs at its time. */
    public void advance(Duration span) {
        long end = nanos + span.toNanos();
        runUntil(end);
        pass(end - nanos);
    }

    public void advanceTo(Instant instant) {
        advance(Duration.between(now(), instant));
    }

    /** Lets time pass while the loop is stuck; then runs what came due. */
    public void stall(Duration span) {
        pass(span.toNanos());
        runUntil(nanos);
    }

    /** Time passes and nobody is called. */
    public void pass(long span) {
        nanos += span;
        epochNanos += span;
    }

    /** Somebody sets the wall clock. */
    public void step(Duration by) {
        epochNanos += by.toNanos();
    }

    private void runUntil(long end) {
        while (!tasks.isEmpty() && tasks.peek().dueNanos <= end) {
            Task task = tasks.poll();
            pass(Math.max(0, task.dueNanos - nanos));
            task.action.run();
        }
    }
}
