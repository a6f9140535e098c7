package dev.sonde.collector.notify;

import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the outbox owes, until it is confirmed or given up.
 *
 * <p>Each receiver and incident is a queue of which one message at a time is under way, so that a resolve never overtakes
 * its alarm. Queues do not wait for each other, but a receiver has at most {@link #PER_RECEIVER} messages under way, and
 * none while it throttles. Whatever ends an attempt is written to the outbox before the next one of that queue starts; a
 * crash in between repeats the message under its old id.
 *
 * <p>State is confined to one event loop; public methods may be called from any thread. The outbox is asked on workers.
 */
public final class Dispatcher {
    /** How long an attempt may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Most messages under way to one receiver. */
    static final int PER_RECEIVER = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);
    private static final Duration REST_AFTER_STORE_FAULT = Duration.ofSeconds(5);
    private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    private final OutboxStore outbox;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final WebhookClient client;
    private final Sender sender;
    private volatile @Nullable Map<String, Receiver> receivers;

    private final Map<Queue, Promise<Void>> underWay = new HashMap<>();
    /** Queues that went on since the outbox was last asked: what it answers of them may be stale. */
    private final Set<Queue> wentOn = new HashSet<>();

    private final Map<String, Instant> pausedUntil = new HashMap<>();
    private final ReceiverConditions conditions = new ReceiverConditions();
    private boolean storeFaulty;
    private boolean asking;
    private boolean askAgain;
    private boolean closed;
    private boolean abandoned;
    private long timer = -1;

    /**
     * @param secrets resolved anew at every attempt
     * @param fence asked for every address before it is connected to
     * @param timeout of one attempt, {@link #TIMEOUT} but in tests
     */
    public Dispatcher(
            Vertx vertx,
            OutboxStore outbox,
            SecretResolver secrets,
            AddressFence fence,
            InstantSource clock,
            RandomGenerator random,
            Duration timeout) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.outbox = outbox;
        this.clock = clock;
        this.random = random;
        this.client = new WebhookClient(vertx, timeout);
        this.sender = new Sender(vertx, client, secrets, fence, clock);
    }

    private record Queue(String receiver, String incident) {
        static Queue of(OutboxMessage message) {
            return new Queue(message.receiver(), message.incident());
        }
    }

    private record Work(List<OutboxMessage> due, @Nullable Instant next) {}

    /**
     * From now on these are the receivers; messages owed to others become dead letters. The first call starts the
     * delivery, also of what an earlier process left.
     */
    public void configure(List<Receiver> configured) {
        Map<String, Receiver> byName = new HashMap<>();
        configured.forEach(receiver -> byName.put(receiver.name(), receiver));
        receivers = Map.copyOf(byName);
        poke();
    }

    /** Something may be due: to be called after messages were owed. */
    public void poke() {
        context.runOnContext(nothing -> ask());
    }

    /** Starts nothing more; ends when what is under way has ended, or after 5 s. What is cut off is repeated later. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            closed = true;
            vertx.cancelTimer(timer);
            List<Future<Void>> open =
                    underWay.values().stream().map(Promise::future).toList();
            Future.join(open)
                    .timeout(CLOSING_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .transform(ended -> {
                        abandoned = true;
                        return client.close();
                    })
                    .onComplete(done);
        });
        return done.future();
    }

    private void ask() {
        if (closed || receivers == null) {
            return;
        }
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        wentOn.clear();
        Instant now = clock.instant();
        pausedUntil.values().removeIf(end -> !end.isAfter(now));
        onWorker(() -> new Work(outbox.due(now, PER_RECEIVER), outbox.nextDue()))
                .onSuccess(work -> {
                    storeWorks();
                    work.due().forEach(message -> startIfFree(message));
                    rest(work.next(), now);
                })
                .onFailure(error -> {
                    storeFails(error);
                    restFor(REST_AFTER_STORE_FAULT);
                })
                .onComplete(ended -> {
                    asking = false;
                    if (askAgain) {
                        askAgain = false;
                        ask();
                    }
                });
    }

    private void startIfFree(OutboxMessage message) {
        long toReceiver = underWay.keySet().stream()
                .filter(queue -> queue.receiver().equals(message.receiver()))
                .count();
        boolean free = toReceiver < PER_RECEIVER
                && !pausedUntil.containsKey(message.receiver())
                && !underWay.containsKey(Queue.of(message))
                && !wentOn.contains(Queue.of(message));
        if (free && !closed) {
            start(message);
        }
    }

    private void start(OutboxMessage message) {
        Promise<Void> ended = Promise.promise();
        underWay.put(Queue.of(message), ended);
        attempt(message)
                .compose(attempt -> abandoned ? Future.succeededFuture() : settle(message, attempt))
                .onSuccess(nothing -> storeWorks())
                .onFailure(this::storeFails)
                .onComplete(result -> {
                    underWay.remove(Queue.of(message));
                    wentOn.add(Queue.of(message));
                    ended.complete();
                    if (result.succeeded()) {
                        ask();
                    } else {
                        restFor(REST_AFTER_STORE_FAULT);
                    }
                });
    }

    private Future<Attempt> attempt(OutboxMessage message) {
        Map<String, Receiver> known = receivers;
        Receiver receiver = known == null ? null : known.get(message.receiver());
        if (receiver == null) {
            return Future.succeededFuture(new Attempt.Unwanted("the receiver left the configuration"));
        }
        if (receiver.channel() instanceof WebhookReceiver webhook) {
            return sender.send(message, webhook);
        }
        throw new IllegalStateException(
                "a channel without a sender: " + receiver.channel().getClass());
    }

    private Future<Void> settle(OutboxMessage message, Attempt attempt) {
        Instant now = clock.instant();
        Attempt.Consequence consequence = attempt.consequence(message, now, random.nextDouble());
        if (consequence instanceof Attempt.Done) {
            boolean recovered = conditions.answers(message.receiver());
            return onWorker(() -> {
                outbox.delivered(message.id(), now);
                if (recovered) {
                    outbox.wake(message.receiver(), now);
                }
                return null;
            });
        } else if (consequence instanceof Attempt.Again again) {
            conditions.fails(message.receiver(), again.error());
            if (again.pauseReceiverUntil() != null) {
                pausedUntil.put(message.receiver(), again.pauseReceiverUntil());
            }
            return onWorker(() -> {
                outbox.retry(message.id(), again.attempts(), again.dueAt(), again.error());
                return null;
            });
        } else if (consequence instanceof Attempt.GivenUp givenUp) {
            LOG.error(
                    "message {} ({} of incident {}) to receiver {} is given up after {} attempts: {}",
                    message.id(),
                    message.type(),
                    message.incident(),
                    message.receiver(),
                    givenUp.attempts(),
                    givenUp.error());
            return onWorker(() -> {
                outbox.giveUp(message.id(), givenUp.attempts(), now, givenUp.error());
                return null;
            });
        }
        throw new IllegalStateException("a consequence that is not settled: " + consequence);
    }

    /** Until the next message is due or a pause ends, whichever comes first. */
    private void rest(@Nullable Instant next, Instant now) {
        Instant until = next != null && next.isAfter(now) ? next : now.plus(LONGEST_REST);
        for (Instant pauseEnd : pausedUntil.values()) {
            until = pauseEnd.isBefore(until) ? pauseEnd : until;
        }
        restFor(Duration.between(now, until));
    }

    private void restFor(Duration rest) {
        if (closed) {
            return;
        }
        vertx.cancelTimer(timer);
        long millis = Math.max(1, Math.min(rest.toMillis() + 1, LONGEST_REST.toMillis()));
        timer = vertx.setTimer(millis, id -> ask());
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    private void storeFails(Throwable error) {
        if (!storeFaulty) {
            storeFaulty = true;
            LOG.error("the outbox cannot be used, messages wait: {}", error.toString());
        }
    }

    private void storeWorks() {
        if (storeFaulty) {
            storeFaulty = false;
            LOG.info("the outbox can be used again");
        }
    }
}
