package dev.sonde.launcher.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a command running until SIGTERM or SIGINT, drains it then within a bound, and reloads it on SIGHUP. A second
 * SIGTERM or SIGINT does not wait for the drain. One per process, begun before anything else is.
 */
final class Lifetime {
    /** Longest a drain may take; what is not sent by then is on the disk. */
    static final Duration DRAIN = Duration.ofSeconds(10);

    /** Signals this close together are one: some senders tell the process and then its group. */
    private static final Duration SAME_WISH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Runnable reload;
    private long stoppedNanos = System.nanoTime();

    private Lifetime() {}

    /** Catches the signals from now on. A SIGHUP that comes before {@link #await} does nothing: what it means is about to be read. */
    static Lifetime begin() {
        Lifetime lifetime = new Lifetime();
        Signals.on("TERM", () -> lifetime.stopOn("SIGTERM"));
        Signals.on("INT", () -> lifetime.stopOn("SIGINT"));
        Signals.on("HUP", lifetime::reloadNow);
        return lifetime;
    }

    /** Asks the command to end, as SIGTERM does. Any thread, any number of times. */
    synchronized void end() {
        stoppedNanos = System.nanoTime();
        stop.countDown();
    }

    /**
     * Blocks until the process is told to stop, then drains.
     *
     * @param onHangup run on a thread of the signal's own; several may come at once
     * @param drain closes in good order; what it throws is logged
     * @return the exit status
     */
    int await(Runnable onHangup, AutoCloseable drain) throws InterruptedException {
        synchronized (this) {
            reload = onHangup;
        }
        stop.await();
        drain(drain);
        return 0;
    }

    private synchronized void stopOn(String signal) {
        if (stop.getCount() == 0) {
            if (System.nanoTime() - stoppedNanos > SAME_WISH.toNanos()) {
                LOG.warn("{} again: stopping without waiting", signal);
                Runtime.getRuntime().halt(0);
            }
            return;
        }
        LOG.info("{}: draining, at most {} s", signal, DRAIN.toSeconds());
        stoppedNanos = System.nanoTime();
        stop.countDown();
    }

    private void reloadNow() {
        Runnable wanted;
        synchronized (this) {
            wanted = reload;
        }
        if (wanted == null) {
            LOG.info("SIGHUP while starting: nothing to reload yet");
            return;
        }
        try {
            wanted.run();
        } catch (RuntimeException e) {
            LOG.error("reload failed, the old configuration stays", e);
        }
    }

    private static void drain(AutoCloseable drain) throws InterruptedException {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            drain.close();
            return null;
        });
        Thread thread = new Thread(closing, "drain");
        thread.setDaemon(true);
        thread.start();
        try {
            closing.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("stopped");
        } catch (TimeoutException e) {
            LOG.warn("not drained after {} s, stopping all the same", DRAIN.toSeconds());
        } catch (ExecutionException e) {
            LOG.error("drain failed", e.getCause());
        }
    }
}
