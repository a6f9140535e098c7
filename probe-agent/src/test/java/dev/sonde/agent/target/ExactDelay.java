package dev.sonde.agent.target;

import java.util.concurrent.locks.LockSupport;

/** Waiting that ends within a few microseconds of its time, as far as the scheduler lets it. */
public final class ExactDelay {
    private static final long SPUN_NANOS = 300_000;

    private ExactDelay() {}

    /** Returns when the monotonic clock has reached the instant, and that clock's reading. */
    public static long until(long nanoTime) {
        long left;
        while ((left = nanoTime - System.nanoTime()) > SPUN_NANOS) {
            LockSupport.parkNanos(left - SPUN_NANOS);
        }
        long now;
        while ((now = System.nanoTime()) < nanoTime) {
            Thread.onSpinWait();
        }
        return now;
    }
}
