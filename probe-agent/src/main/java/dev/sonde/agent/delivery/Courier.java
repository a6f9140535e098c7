package dev.sonde.agent.delivery;

import dev.sonde.agent.delivery.BatchQueue.Parcel;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import dev.sonde.agent.telemetry.Condition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to the sink: keeps each on disk first, sends them in order, one at a time, and forgets each when it is
 * acknowledged. So a kill at any moment loses nothing that was kept, and what is sent twice has the same identity. Belongs
 * to the event loop it was opened on; the disk is met on a worker of its own.
 */
public final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final BatchSink sink;
    private final BatchQueue queue;
    private final BatchCutter cutter;
    private final AgentTelemetry telemetry;
    private final RetryDelay delay;
    private final WorkerExecutor worker;
    private final Condition trouble = new Condition(LOG);
    private final boolean spools;
    private boolean sending;
    private boolean closed;
    private int failures;
    private long retryTimer = NO_TIMER;
    private @Nullable Promise<Void> idle;
    private @Nullable Context home;

    /**
     * @param spool directory of the spool, which is made if it is not there; null keeps batches in memory only
     * @param random draws the incarnation and the jitter
     */
    public Courier(
            Vertx vertx,
            BatchSink sink,
            @Nullable Path spool,
            QueueLimits limits,
            String agent,
            RandomGenerator random,
            InstantSource wall,
            AgentTelemetry telemetry) {
        this(vertx, sink, spool, limits, agent, random.nextLong(), new RetryDelay(random), wall, telemetry);
    }

    Courier(
            Vertx vertx,
            BatchSink sink,
            @Nullable Path spool,
            QueueLimits limits,
            String agent,
            long incarnation,
            RetryDelay delay,
            InstantSource wall,
            AgentTelemetry telemetry) {
        this.vertx = vertx;
        this.sink = sink;
        this.spools = spool != null;
        long firstNumber = Math.max(wall.instant().toEpochMilli(), 0);
        this.queue = new BatchQueue(spool == null ? null : new Spool(spool), limits, telemetry, firstNumber);
        this.cutter = new BatchCutter(agent, incarnation);
        this.telemetry = telemetry;
        this.delay = delay;
        this.worker = vertx.createSharedWorkerExecutor("sonde-delivery-" + Integer.toHexString(hashCode()), 1);
    }

    /** Takes over what lives before left in the spool and begins to send it. */
    public Future<Void> open() {
        home = vertx.getOrCreateContext();
        return onDisk(queue::open).onSuccess(opened -> sendNext());
    }

    /**
     * Makes batches of a harvest and keeps them.
     *
     * @return completed when they are kept; then a kill of the process loses them no more
     */
    public Future<Void> accept(Harvest harvest) {
        return onDisk(() -> cutter.cut(harvest, queue.dropped()).forEach(queue::add))
                .onSuccess(kept -> sendNext());
    }

    /**
     * Tries to deliver all that waits.
     *
     * @return completed when nothing waits any more, when an attempt failed, or when the time is over
     */
    public Future<Void> drain(Duration atMost) {
        Promise<Void> done = Promise.promise();
        idle = done;
        cancelRetry();
        long timer = vertx.setTimer(Math.max(atMost.toMillis(), 1), late -> done.tryComplete());
        sendNext();
        return done.future().onComplete(over -> vertx.cancelTimer(timer));
    }

    /** Sends nothing further. What was not acknowledged stays in the spool. */
    public Future<Void> close() {
        closed = true;
        cancelRetry();
        if (!spools && telemetry.queuedBatches() > 0) {
            LOG.warn("{} batches could not be delivered and are lost", telemetry.queuedBatches());
        }
        return worker.close();
    }

    private void sendNext() {
        if (sending || closed || retryTimer != NO_TIMER) {
            return;
        }
        sending = true;
        worker.executeBlocking(queue::first).onComplete(first -> {
            Parcel parcel = first.result();
            if (first.failed() || parcel == null) {
                if (first.failed()) {
                    LOG.error("spool: defect while reading it", first.cause());
                }
                rest();
            } else {
                sink.deliver(parcel.gzipped())
                        .otherwise(failure -> new Delivery.Postponed(String.valueOf(failure.getMessage()), null))
                        .onSuccess(delivery -> atHome(() -> settle(parcel, delivery)));
            }
        });
    }

    private void settle(Parcel parcel, Delivery delivery) {
        if (closed) {
            rest();
        } else if (delivery instanceof Delivery.Accepted) {
            proceed(() -> queue.delivered(parcel));
        } else if (delivery instanceof Delivery.Refused refused) {
            LOG.warn("batch {} is refused and set aside: {}", parcel.number(), refused.why());
            proceed(() -> queue.rejected(parcel));
        } else if (delivery instanceof Delivery.Barred barred) {
            trouble.meet(barred.why(), "batches wait: " + barred.why());
            tryAgain(delay.whenBarred());
        } else if (delivery instanceof Delivery.Postponed postponed) {
            trouble.meet("postponed", "batches wait: " + postponed.why());
            failures++;
            tryAgain(delay.afterFailures(failures, postponed.notBefore()));
        }
    }

    private void proceed(Runnable onQueue) {
        failures = 0;
        onDisk(onQueue).onComplete(done -> {
            if (trouble.lasts()) {
                trouble.end("batches are delivered again; " + telemetry.queuedBatches() + " wait");
            }
            sending = false;
            sendNext();
        });
    }

    private void tryAgain(Duration after) {
        onDisk(queue::putBack).onComplete(done -> {
            if (!closed) {
                retryTimer = vertx.setTimer(Math.max(after.toMillis(), 1), due -> {
                    retryTimer = NO_TIMER;
                    sendNext();
                });
            }
            rest();
            telemetry.batch(BatchEvent.RETRIED);
        });
    }

    /** A sink in this process may answer on a thread of its own. */
    private void atHome(Runnable action) {
        if (home != null) {
            home.runOnContext(here -> action.run());
        }
    }

    private void rest() {
        sending = false;
        if (idle != null) {
            idle.tryComplete();
        }
    }

    private void cancelRetry() {
        if (retryTimer != NO_TIMER) {
            vertx.cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }

    private Future<Void> onDisk(Runnable work) {
        return worker.<Void>executeBlocking(() -> {
                    work.run();
                    return null;
                })
                .onFailure(defect -> LOG.error("spool: defect", defect));
    }
}
