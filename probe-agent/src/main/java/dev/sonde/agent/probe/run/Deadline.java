package dev.sonde.agent.probe.run;

import java.util.concurrent.TimeUnit;

/**
 * When a run's time is over: when the agent has looked for as long as the timeout says. What the agent's own event loop
 * took from the run is given back once the deadline comes, up to as much again and never more than ten seconds: without it
 * a target would have to be excused that is silent, or blamed that answers. Pure.
 */
final class Deadline {
    /** A run's end that comes right behind a stall waits for what lies in the socket. */
    static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long TOLERATED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Deadline() {}

    /**
     * Whether the run ended without having had its time, for there was no more to give.
     *
     * @param stuckNanos how long the loop was stuck in it
     */
    static boolean isShort(long timeoutNanos, long elapsedNanos, long stuckNanos) {
        return elapsedNanos - stuckNanos < timeoutNanos - TOLERATED_NANOS;
    }

    /**
     * What is owed to a run at its deadline.
     *
     * @param elapsedNanos since it started; not less than the timeout
     * @param stuckNanos how long the loop was stuck in that time
     * @param again whether it was given time before
     * @return how much longer to wait; 0 ends it
     */
    static long owedNanos(long timeoutNanos, long elapsedNanos, long stuckNanos, boolean again) {
        long left = Math.min(timeoutNanos, MOST_NANOS) - (elapsedNanos - timeoutNanos);
        long owed = Math.min(timeoutNanos - (elapsedNanos - stuckNanos), left);
        if (owed >= LEAST_NANOS) {
            return owed;
        }
        return again || stuckNanos == 0 ? 0 : LEAST_NANOS;
    }
}
