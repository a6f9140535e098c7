package dev.sonde.agent.telemetry;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The newest pauses of the whole process for garbage collection, on the monotonic clock. A pause is known a moment after
 * it ended, to the millisecond. Any thread; takes its own lock, held for a walk over {@link #KEPT} pauses.
 */
public final class GcPauses implements AutoCloseable {
    private static final int KEPT = 256;

    private final LongSupplier nanos;
    private final long[] fromNanos = new long[KEPT];
    private final long[] toNanos = new long[KEPT];
    private final NotificationListener listener = this::heard;
    private final List<NotificationEmitter> heardFrom = new ArrayList<>();
    private long count;

    /**
     * @param nanos monotonic nanoseconds, the same clock as that of the questions
     */
    public GcPauses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins to listen to the collectors of this process. */
    public void listen() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (pausesTheProcess(collector.getName()) && collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
                heardFrom.add(emitter);
            }
        }
    }

    /** Notes a pause. */
    public synchronized void paused(long from, long to) {
        int place = (int) (count++ % KEPT);
        fromNanos[place] = from;
        toNanos[place] = to;
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

    /** Stops listening. */
    @Override
    public void close() {
        for (NotificationEmitter emitter : heardFrom) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException("closed twice", e);
            }
        }
        heardFrom.clear();
    }

    /** Concurrent collectors report whole cycles, during which the process runs on, under names of their own. */
    private static boolean pausesTheProcess(String collector) {
        return !collector.contains("Cycles") && !collector.contains("Concurrent");
    }

    private void heard(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GcInfo collection = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo();
            long upNanos = TimeUnit.MILLISECONDS.toNanos(
                    ManagementFactory.getRuntimeMXBean().getUptime());
            long originNanos = nanos.getAsLong() - upNanos;
            paused(
                    originNanos + TimeUnit.MILLISECONDS.toNanos(collection.getStartTime()),
                    originNanos + TimeUnit.MILLISECONDS.toNanos(collection.getEndTime()));
        }
    }
}
