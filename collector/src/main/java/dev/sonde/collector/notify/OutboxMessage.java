package dev.sonde.collector.notify;

import java.time.Instant;

/**
 * A message owed to a receiver. Immutable; its body never changes, so that its identity holds over retries.
 *
 * @param id unique and sortable by creation; sent as {@code webhook-id}
 * @param receiver the receiver's name
 * @param incident the incident's id: messages of one receiver and incident are delivered in order of id
 * @param type such as {@code incident.opened}
 * @param body JSON
 * @param createdAt the round that owed it
 * @param attempts so far
 * @param dueAt not to be tried before
 */
public record OutboxMessage(
        String id,
        String receiver,
        String incident,
        String type,
        String body,
        Instant createdAt,
        int attempts,
        Instant dueAt) {}
