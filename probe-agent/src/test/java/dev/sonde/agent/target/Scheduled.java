package dev.sonde.agent.target;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a target does late, or again and again, by a schedule: how the target is, never what a test waits for. */
public final class Scheduled {
    private static final ScheduledExecutorService CLOCK = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "scheduled");
        thread.setDaemon(true);
        return thread;
    });

    private Scheduled() {}

    /** Something done. */
    public interface Act {
        void perform() throws Exception;
    }

    /** Done after this time; returns when it is. */
    public static void after(Duration delay, Act act) throws Exception {
        CLOCK.schedule(
                        () -> {
                            act.perform();
                            return null;
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS)
                .get();
    }

    /** Done again and again, so far apart, until the peer closes; returns then. */
    public static void untilClosed(Socket peer, Duration apart, Act act) throws Exception {
        ScheduledFuture<?> repeated =
                CLOCK.scheduleWithFixedDelay(() -> unchecked(act), 0, apart.toNanos(), TimeUnit.NANOSECONDS);
        try {
            TcpTarget.awaitClose(peer);
        } finally {
            repeated.cancel(true);
        }
    }

    private static void unchecked(Act act) {
        try {
            act.perform();
        } catch (Exception e) {
            throw new IllegalStateException(e); // ends the repetition: the other side left
        }
    }
}
