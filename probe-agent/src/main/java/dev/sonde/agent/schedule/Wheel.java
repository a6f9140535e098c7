package dev.sonde.agent.schedule;

import dev.sonde.agent.schedule.DueQueue.Entry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ordered wheel of one event loop: holds when each check is due next and arms one timer for the earliest. Due times
 * are exact numbers; no tick rounds them. Belongs to its event loop.
 *
 * <p>Due times are wall times, so the wheel looks at the wall clock at least every {@link #MAX_SLEEP_NANOS} and follows
 * its steps. How late a run starts is measured on the monotonic clock from the last look, so a step is never taken for a
 * delay. At most {@link #MAX_STARTS_PER_TURN} runs start, and none after {@link #MAX_TURN_NANOS}, before the loop gets to
 * its sockets again: a run costs tens of microseconds in a warm process and milliseconds in a cold one.
 */
public final class Wheel {
    static final long MAX_SLEEP_NANOS = 1_000_000_000L;
    static final int MAX_STARTS_PER_TURN = 16;
    static final long MAX_TURN_NANOS = 1_000_000L;
    private static final long STEP_NANOS = 500_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Logger LOG = LoggerFactory.getLogger(Wheel.class);

    private final Clocks clocks;
    private final LoopTimer timer;
    private final DueQueue queue = new DueQueue();
    private LoopTimer.@Nullable Armed armed;
    private long armedForEpochNanos = Long.MAX_VALUE;
    private boolean turning;
    private boolean closed;
    private long seenNanos;
    private long seenEpochNanos;

    /** What the wheel turns. */
    interface Timed {
        /** When it is due next, in nanoseconds of the Unix epoch. */
        long dueEpochNanos();

        /**
         * Called when due.
         *
         * @param epochNanos now
         * @param delayNanos since it was due; not negative
         */
        void fire(long epochNanos, long delayNanos);
    }

    public Wheel(Clocks clocks, LoopTimer timer) {
        this.clocks = clocks;
        this.timer = timer;
    }

    /** How many checks it holds. */
    public int size() {
        return queue.size();
    }

    /** Puts something on the wheel; take it off again with {@link #remove}. */
    Entry add(Timed timed) {
        Entry entry = new Entry(timed);
        queue.add(entry, timed.dueEpochNanos());
        if (!turning && armed == null) {
            look();
        }
        if (!turning && entry.dueEpochNanos() < armedForEpochNanos) {
            arm(clocks.epochNanos());
        }
        return entry;
    }

    /** Takes something off for good. */
    void remove(Entry entry) {
        queue.remove(entry);
        entry.discard();
    }

    /** How long the earliest has been due; 0 when everything that was due was started. */
    long behindNanos() {
        Entry first = queue.first();
        return first == null ? 0 : Math.max(0, expectedEpochNanos() - first.dueEpochNanos());
    }

    /** Stops turning for good. */
    public void close() {
        closed = true;
        if (armed != null) {
            armed.cancel();
        }
    }

    private void turn() {
        armed = null;
        armedForEpochNanos = Long.MAX_VALUE;
        turning = true;
        long expected = expectedEpochNanos();
        long steppedBy = clocks.epochNanos() - expected;
        reportStep(steppedBy);
        long end = clocks.nanos().getAsLong() + MAX_TURN_NANOS;
        int started = 0;
        Entry first = queue.first();
        while (started < MAX_STARTS_PER_TURN && first != null && first.dueEpochNanos() <= expected + steppedBy) {
            fire(first, steppedBy);
            started++;
            first = clocks.nanos().getAsLong() - end < 0 ? queue.first() : null;
        }
        turning = false;
        look();
        arm(seenEpochNanos);
    }

    private void fire(Entry entry, long steppedBy) {
        queue.remove(entry);
        long expected = expectedEpochNanos();
        try {
            entry.timed().fire(expected + steppedBy, Math.max(0, expected - entry.dueEpochNanos()));
        } catch (RuntimeException defect) {
            LOG.error("defect while starting a run; the other checks go on", defect);
        }
        if (!entry.isDiscarded()) {
            queue.add(entry, entry.timed().dueEpochNanos());
        }
    }

    private void look() {
        seenNanos = clocks.nanos().getAsLong();
        seenEpochNanos = clocks.epochNanos();
    }

    /** What the wall clock shows now if nobody stepped it since the last look. */
    private long expectedEpochNanos() {
        return seenEpochNanos + (clocks.nanos().getAsLong() - seenNanos);
    }

    private void arm(long epochNanos) {
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
        if (closed) {
            return;
        }
        Entry first = queue.first();
        long delay = first == null ? MAX_SLEEP_NANOS : first.dueEpochNanos() - epochNanos;
        long sleep = Math.min(Math.max(delay, 0), MAX_SLEEP_NANOS);
        armedForEpochNanos = epochNanos + sleep;
        armed = timer.arm(sleep, this::turn);
    }

    private static void reportStep(long steppedBy) {
        if (Math.abs(steppedBy) >= STEP_NANOS) {
            LOG.warn(
                    "wall clock stepped by {} s: {}",
                    String.format("%+.3f", steppedBy / NANOS_PER_SECOND),
                    steppedBy > 0
                            ? "planned runs in between count as agent_stalled"
                            : "no run starts until it has caught up, because no slot runs twice");
        }
    }
}
