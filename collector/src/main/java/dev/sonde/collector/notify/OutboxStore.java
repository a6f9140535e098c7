package dev.sonde.collector.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where owed messages are kept until they are delivered or given up. Messages are appended by the round's own
 * transaction, not here. Every method blocks and is called on worker threads, several at once; what it changed is
 * durable when it returns.
 */
public interface OutboxStore {
    /**
     * The heads of the queues that are due: of each receiver and incident that has an unfinished message due by now,
     * the unfinished message with the lowest id, even if that one was to wait longer. So a newly owed message has its
     * queue tried at once. In order of the queue's earliest dueAt.
     *
     * @param perReceiver most messages returned for one receiver
     */
    List<OutboxMessage> due(Instant now, int perReceiver);

    /** The earliest dueAt of all unfinished messages; null when nothing is owed. */
    @Nullable
    Instant nextDue();

    /** Finishes a message as delivered and counts it. Does nothing if it is finished. */
    void delivered(String id, Instant at);

    /**
     * Keeps a message for another attempt and counts it. The unfinished messages behind it, of the same receiver and
     * incident, are not due before it either.
     *
     * @param attempts so far, this one included
     * @param error one line for people
     */
    void retry(String id, int attempts, Instant dueAt, String error);

    /** Finishes a message as a dead letter, kept with its error, and counts it. */
    void giveUp(String id, int attempts, Instant at, String error);

    /** Makes every unfinished message of a receiver due by now: it answers again. */
    void wake(String receiver, Instant now);

    /** Unfinished messages by receiver; receivers without any are absent. */
    Map<String, Queue> queues();

    /** Attempts by receiver and result since ever. */
    Map<String, Map<DeliveryResult, Long>> results();

    /**
     * What a receiver is owed.
     *
     * @param length above 0
     * @param oldestCreatedAt of its unfinished messages
     */
    record Queue(long length, Instant oldestCreatedAt) {}
}
