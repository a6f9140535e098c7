package dev.sonde.agent.hostile;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ticks on an event loop and sees how long it was kept from doing so: by the clock, and by the processor time that the
 * loop's thread used between two ticks, which other processes of a busy machine cannot make longer. Also sees how much
 * memory the loop and its workers asked for.
 */
public final class LoopWatch implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Context context;
    private final ScheduledFuture<?> ticking;
    private long lastNanos;
    private long lastBusyNanos;
    private long mostLateNanos;
    private long mostBusyNanos;
    private long allocatedBefore;

    /**
     * What was seen since the watch began or was read before.
     *
     * @param lateNanos longest time between two ticks, beyond what was due
     * @param busyNanos most processor time of the loop's thread between two ticks
     * @param allocatedBytes by the loop and by workers that live still
     */
    public record Seen(long lateNanos, long busyNanos, long allocatedBytes) {
        @Override
        public String toString() {
            return String.format(
                    "late %6.1f ms, busy %6.1f ms, allocated %6.1f MB",
                    lateNanos / 1e6, busyNanos / 1e6, allocatedBytes / 1e6);
        }
    }

    public LoopWatch(Context context) {
        this.context = context;
        this.ticking = ((ContextInternal) context)
                .nettyEventLoop()
                .scheduleWithFixedDelay(this::tick, 0, TICK_NANOS, TimeUnit.NANOSECONDS);
        read();
    }

    private void tick() {
        long now = System.nanoTime();
        long busy = THREADS.getCurrentThreadCpuTime();
        if (lastNanos != 0) {
            mostLateNanos = Math.max(mostLateNanos, now - lastNanos - TICK_NANOS);
            mostBusyNanos = Math.max(mostBusyNanos, busy - lastBusyNanos);
        }
        lastNanos = now;
        lastBusyNanos = busy;
    }

    /** What was seen; the next reading begins anew. */
    public Seen read() {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        context.runOnContext(here -> {
            tick();
            long allocated = allocated();
            seen.complete(new Seen(mostLateNanos, mostBusyNanos, allocated - allocatedBefore));
            mostLateNanos = 0;
            mostBusyNanos = 0;
            allocatedBefore = allocated;
        });
        return seen.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static long allocated() {
        long sum = 0;
        long[] ids = THREADS.getAllThreadIds();
        ThreadInfo[] infos = THREADS.getThreadInfo(ids);
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && infos[i].getThreadName().startsWith("vert.x-")) {
                sum += Math.max(0, THREADS.getThreadAllocatedBytes(ids[i]));
            }
        }
        return sum;
    }

    @Override
    public void close() {
        ticking.cancel(false);
    }
}
