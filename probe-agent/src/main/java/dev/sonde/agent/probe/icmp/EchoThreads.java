package dev.sonde.agent.probe.icmp;

import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads on which echoes are awaited, shared by all loops that name them alike. Belongs to one event loop. */
public final class EchoThreads {
    private static final Logger LOG = LoggerFactory.getLogger(EchoThreads.class);

    /** Of which Vert.x would warn: no echo is awaited for longer than an hour. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private final ProbeLoop loop;
    private final WorkerExecutor threads;

    /**
     * @param name of the threads
     * @param most echoes awaited at once, over all loops
     */
    public EchoThreads(ProbeLoop loop, String name, int most) {
        this.loop = loop;
        this.threads = loop.vertx().createSharedWorkerExecutor(name, most, LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** What came of an echo; exactly one is called, on the loop, unless that is over by then. */
    public interface Listener {
        /** On the thread that waits, some times a second: whether the reply is not waited for any more. */
        default boolean isOver() {
            return false;
        }

        /** On the thread that waits: the request is about to be sent. */
        default void sending() {}

        void told(EchoReply reply);

        /** It could not be sent: {@link EchoException}, or a defect. */
        void failed(Throwable cause);
    }

    /** Sends a request and waits for its reply, both on a thread as soon as one is free. */
    public void send(EchoRequest request, Listener listener) {
        // Whoever listened to this future would be told by the thread itself, which fails once the loop is over.
        var unused = threads.executeBlocking(
                () -> {
                    listener.sending();
                    await(request, listener);
                    return null;
                },
                false);
    }

    private void await(EchoRequest request, Listener listener) {
        Consumer<Listener> news;
        try {
            EchoReply reply = Echo.of(request, loop.settings().nanoClock(), listener::isOver);
            news = told -> told.told(reply);
        } catch (EchoException | RuntimeException | LinkageError e) {
            news = told -> told.failed(e);
        }
        Consumer<Listener> all = news;
        try {
            loop.eventLoop().execute(() -> all.accept(listener));
        } catch (RejectedExecutionException over) {
            LOG.debug("an echo came after the end of its loop");
        }
    }

    /** Echoes that are still awaited are told to nobody. */
    void close() {
        threads.close().onFailure(failure -> LOG.warn("closing the threads of echoes: {}", failure.toString()));
    }
}
