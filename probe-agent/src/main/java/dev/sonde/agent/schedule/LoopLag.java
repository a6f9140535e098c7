package dev.sonde.agent.schedule;

import dev.sonde.agent.telemetry.DelayMeter;
import dev.sonde.agent.telemetry.GcPauses;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How late one event loop runs its timers, measured by a tick every {@link #TICK_NANOS}, and how late it was during any
 * span that ends now. Belongs to its event loop.
 *
 * <p>A loop that is stuck cannot tick, and when it comes free it may run a socket's handler first. So the answer for a
 * span that ends now includes the tick that is overdue at this moment. Pauses for garbage collection stop all loops, so
 * ticks see most of them; they are looked for as well, and the greater of the two counts, because they are the same time.
 */
public final class LoopLag {
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FIRST_CAPACITY = 64;
    private static final int MAX_KEPT = 1 << 15;

    private final LongSupplier nanos;
    private final LoopTimer timer;
    private final GcPauses pauses;
    private final DelayMeter meter;
    private final long keptFromNanos;
    private final LongConsumer ticked;
    private LoopTimer.@Nullable Armed armed;
    private long tickDueNanos;
    private long lookedNanos;
    private long[] stallEnd = new long[FIRST_CAPACITY];
    private long[] stallLength = new long[FIRST_CAPACITY];
    private long stalls;

    /**
     * @param keptFromNanos shorter lateness is measured, but not remembered: a loop is always late by a little
     * @param ticked told of every tick how late it was
     */
    LoopLag(
            LongSupplier nanos,
            LoopTimer timer,
            GcPauses pauses,
            DelayMeter meter,
            long keptFromNanos,
            LongConsumer ticked) {
        this.nanos = nanos;
        this.timer = timer;
        this.pauses = pauses;
        this.meter = meter;
        this.keptFromNanos = keptFromNanos;
        this.ticked = ticked;
    }

    void start() {
        lookForPauses(nanos.getAsLong());
        arm();
    }

    void stop() {
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }

    /**
     * How long the loop was stuck in a span that ends now, all its stalls together, in nanoseconds: so much less of the span it
     * looked at anything. A pause for garbage collection that ended a few milliseconds before the span may count as well.
     *
     * @param fromNanos start of the span on the monotonic clock
     */
    public long stuckSince(long fromNanos) {
        return sum(fromNanos, 0);
    }

    /**
     * What the loop may have added to what was measured in a span that ends now, in nanoseconds. A stall is seen only from
     * when the tick was due, but may have begun right after the tick before.
     *
     * @param fromNanos start of the span on the monotonic clock
     */
    public long addedSince(long fromNanos) {
        return sum(fromNanos, TICK_NANOS);
    }

    private long sum(long fromNanos, long unseenNanos) {
        long now = nanos.getAsLong();
        long overdue = armed == null ? 0 : now - tickDueNanos;
        long sum = overdue < keptFromNanos ? 0 : Math.min(overdue + unseenNanos, Math.max(0, now - fromNanos));
        long oldest = Math.max(0, stalls - stallEnd.length);
        for (long i = stalls - 1; i >= oldest; i--) {
            int place = (int) (i % stallEnd.length);
            long within = stallEnd[place] - fromNanos;
            if (within < 0) {
                break;
            }
            sum += Math.min(stallLength[place] + unseenNanos, within);
        }
        if (now - lookedNanos >= keptFromNanos) { // in less time no pause of that length has room
            lookForPauses(now);
        }
        return Math.max(sum, pauses.totalNanos(fromNanos, now, keptFromNanos));
    }

    private void tick() {
        long now = nanos.getAsLong();
        long late = Math.max(0, now - tickDueNanos);
        meter.record(late);
        if (late >= keptFromNanos) {
            remember(now, late);
        }
        ticked.accept(late);
        lookForPauses(now);
        arm();
    }

    private void lookForPauses(long now) {
        lookedNanos = now;
        pauses.look();
    }

    private void arm() {
        tickDueNanos = nanos.getAsLong() + TICK_NANOS;
        armed = timer.arm(TICK_NANOS, this::tick);
    }

    private void remember(long end, long length) {
        if (stalls == stallEnd.length && stallEnd.length < MAX_KEPT) {
            stallEnd = Arrays.copyOf(stallEnd, 2 * stallEnd.length);
            stallLength = Arrays.copyOf(stallLength, stallEnd.length);
        }
        int place = (int) (stalls++ % stallEnd.length);
        stallEnd[place] = end;
        stallLength[place] = length;
    }
}
