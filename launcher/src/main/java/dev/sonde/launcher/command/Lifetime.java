package dev.sonde.launcher.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a command running until SIGTERM or SIGINT, drains it then within a bound, and reloads it on SIGHUP. A second
 * SIGTERM or SIGINT does not wait for the drain. One per process.
 */
final class Lifetime {
    /** Longest a drain may take; what is not sent by then is on the disk. */
    static final Duration DRAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final CountDownLatch stop = new CountDownLatch(1);

    /** Asks the command to end, as SIGTERM does. Any thread, any number of times. */
    void end() {
        stop.countDown();
    }

    /**
     * Blocks until the process is told to stop, then drains.
     *
     * @param reload run on the signal's thread, one at a time
     * @param drain closes in good order; what it throws is logged
     * @return the exit status
     */
    int await(Runnable reload, AutoCloseable drain) throws InterruptedException {
        Signals.on("TERM", () -> stopOn("SIGTERM"));
        Signals.on("INT", () -> stopOn("SIGINT"));
        Signals.on("HUP", () -> reloadOn(reload));
        stop.await();
        drain(drain);
        return 0;
    }

    private void stopOn(String signal) {
        if (stop.getCount() == 0) {
            LOG.warn("{} again: stopping without waiting", signal);
            Runtime.getRuntime().halt(0);
        }
        LOG.info("{}: draining, at most {} s", signal, DRAIN.toSeconds());
        stop.countDown();
    }

    private synchronized void reloadOn(Runnable reload) {
        try {
            reload.run();
        } catch (RuntimeException e) {
            LOG.error("reload failed, the old configuration stays: {}", e.toString());
            LOG.debug("its trace", e);
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
            LOG.error("drain: {}", String.valueOf(e.getCause()));
            LOG.debug("its trace", e.getCause());
        }
    }
}
