package dev.sonde.launcher.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The independent witness: a thread of the test's own process that does nothing but wake up, and notes when the host did
 * not let it.
 */
final class HostPauses implements AutoCloseable {
    private static final long TICK_NANOS = 2_000_000;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Thread witness;
    private volatile boolean ended;

    /** @param least shorter pauses are not noted */
    HostPauses(Duration least) {
        witness = new Thread(() -> watch(least.toNanos()), "host-pauses");
        witness.setDaemon(true);
        witness.setPriority(Thread.MAX_PRIORITY);
        witness.start();
    }

    /** How many slots of each check the pauses may have cost. */
    long slotsSpoiled(Duration interval) {
        return pauses.stream().mapToLong(pause -> pause.dividedBy(interval) + 2).sum();
    }

    private void watch(long leastNanos) {
        long last = System.nanoTime();
        while (!ended) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            if (now - last >= leastNanos) {
                pauses.add(Duration.ofNanos(now - last));
            }
            last = now;
        }
    }

    @Override
    public String toString() {
        return pauses.isEmpty() ? "none" : pauses.toString();
    }

    @Override
    public void close() {
        ended = true;
    }
}
