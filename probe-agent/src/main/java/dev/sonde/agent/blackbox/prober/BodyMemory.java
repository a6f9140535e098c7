package dev.sonde.agent.blackbox.prober;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all probes may fill together with bodies: targets that send much at once must not end the agent. Any thread. */
final class BodyMemory {
    private final AtomicLong free;

    /** @param bytes that there are */
    BodyMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** A quarter of what this process may have. */
    static BodyMemory ofThisProcess() {
        return new BodyMemory(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Takes so many bytes; false takes none, because they are not there. */
    boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    /** Takes as many bytes as are wanted, but no more than half of those there are; says how many. */
    long takeUpTo(long bytes) {
        while (true) {
            long present = free.get();
            long taken = Math.min(bytes, present / 2);
            if (free.compareAndSet(present, present - taken)) {
                return taken;
            }
        }
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
