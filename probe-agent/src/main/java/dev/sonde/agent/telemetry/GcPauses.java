package dev.sonde.agent.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The newest pauses of the whole process for garbage collection, on the monotonic clock. Whoever wants to know looks, every few
 * milliseconds: the JVM tells listeners as well, but on a thread that takes 0.7 ms for it right after each pause, when the event
 * loops are behind. Their length is known to the millisecond, their place to the time between two looks: what was paused in it
 * counts as one pause, which ended with the second look. Any thread; takes its own lock, held for a walk over {@link #KEPT}
 * pauses.
 */
public final class GcPauses {
    private static final int KEPT = 256;

    private final LongSupplier nanos;
    private final LongSupplier pausedMillis;
    private final long[] fromNanos = new long[KEPT];
    private final long[] toNanos = new long[KEPT];
    private long seenMillis;
    private long count;

    /**
     * @param nanos monotonic nanoseconds, the same clock as that of the questions
     * @param pausedMillis how long the process was paused since it began, all pauses together
     */
    public GcPauses(LongSupplier nanos, LongSupplier pausedMillis) {
        this.nanos = nanos;
        this.pausedMillis = pausedMillis;
        this.seenMillis = pausedMillis.getAsLong();
    }

    /** Those of this process, from now on. */
    public static GcPauses ofThisProcess(LongSupplier nanos) {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> pausesTheProcess(collector.getName()))
                .toList();
        return new GcPauses(nanos, () -> {
            long millis = 0;
            for (GarbageCollectorMXBean collector : collectors) {
                millis += collector.getCollectionTime();
            }
            return millis;
        });
    }

    /** Sees what was paused since the last look, which becomes one pause that ends now. Under a microsecond. */
    public synchronized void look() {
        long millis = pausedMillis.getAsLong();
        if (millis > seenMillis) {
            long now = nanos.getAsLong();
            paused(now - TimeUnit.MILLISECONDS.toNanos(millis - seenMillis), now);
            seenMillis = millis;
        }
    }

    /**
     * How long the process was paused within a span, all pauses together, in nanoseconds.
     *
     * @param leastNanos shorter pauses do not count
     */
    public synchronized long totalNanos(long from, long to, long leastNanos) {
        long total = 0;
        for (long i = count - 1; i >= Math.max(0, count - KEPT); i--) {
            int place = (int) (i % KEPT);
            if (toNanos[place] - from <= 0) {
                break;
            }
            if (toNanos[place] - fromNanos[place] >= leastNanos) {
                long begun = fromNanos[place] - from > 0 ? fromNanos[place] : from;
                long ended = toNanos[place] - to < 0 ? toNanos[place] : to;
                total += Math.max(0, ended - begun);
            }
        }
        return total;
    }

    private void paused(long from, long to) {
        int place = (int) (count++ % KEPT);
        fromNanos[place] = from;
        toNanos[place] = to;
    }

    /**
     * Whether what the JVM's bean of this name counts are pauses. The collectors that work while the process runs on have another for
     * whole cycles: "ZGC Cycles", "ZGC Major Cycles", "Shenandoah Cycles". ("G1 Concurrent GC" counts that cycle's pauses.)
     */
    public static boolean pausesTheProcess(String collector) {
        return !collector.endsWith(" Cycles");
    }
}
