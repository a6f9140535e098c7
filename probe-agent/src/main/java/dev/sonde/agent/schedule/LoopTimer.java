package dev.sonde.agent.schedule;

import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Calls back on one event loop after a delay. Used on that loop only. */
@FunctionalInterface
public interface LoopTimer {
    /**
     * Arms one timer.
     *
     * @param delayNanos not negative; the task runs at this delay or later, never within this call
     */
    Armed arm(long delayNanos, Runnable task);

    /** A timer that has not fired. */
    @FunctionalInterface
    interface Armed {
        /** Forgets the task; without effect once it ran. */
        void cancel();
    }

    /** Timers of the event loop on which {@link #arm} is called, as exact as the loop's transport allows. */
    static LoopTimer of(Vertx vertx) {
        return (delayNanos, task) -> {
            Timer timer = vertx.timer(Math.max(delayNanos, 1), TimeUnit.NANOSECONDS);
            timer.onSuccess(fired -> task.run());
            return timer::cancel;
        };
    }
}
