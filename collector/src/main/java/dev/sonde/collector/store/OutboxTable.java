package dev.sonde.collector.store;

import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.notify.OutboxStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The outbox: rounds append to it in their transaction, deliveries work it off in their own. Any thread. */
final class OutboxTable implements OutboxStore {
    private static final String COLUMNS = "id, receiver, incident, type, body, created_at_ms, attempts, due_at_ms";

    private final Writer writer;
    private final Readers readers;

    OutboxTable(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /** Appends messages; part of the transaction that runs on this connection. */
    static void append(Sql sql, List<OutboxMessage> messages) {
        for (OutboxMessage message : messages) {
            sql.update(
                    "INSERT INTO outbox (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    message.id(),
                    message.receiver(),
                    message.incident(),
                    message.type(),
                    message.body(),
                    message.createdAt().toEpochMilli(),
                    message.attempts(),
                    message.dueAt().toEpochMilli());
        }
    }

    @Override
    public List<OutboxMessage> due(Instant now, int perReceiver) {
        List<OutboxMessage> heads = readers.read(sql -> sql.list(
                "SELECT m.id, m.receiver, m.incident, m.type, m.body, m.created_at_ms, m.attempts, m.due_at_ms"
                        + " FROM (SELECT min(id) AS head, min(due_at_ms) AS due FROM outbox"
                        + "   WHERE finished_at_ms IS NULL GROUP BY receiver, incident HAVING min(due_at_ms) <= ?) q"
                        + " JOIN outbox m ON m.id = q.head ORDER BY q.due, m.id",
                OutboxTable::message,
                now.toEpochMilli()));
        Map<String, Integer> taken = new HashMap<>();
        List<OutboxMessage> due = new ArrayList<>();
        for (OutboxMessage head : heads) {
            if (taken.merge(head.receiver(), 1, Integer::sum) <= perReceiver) {
                due.add(head);
            }
        }
        return due;
    }

    @Override
    public @Nullable Instant nextDue() {
        Optional<Long> millis = readers.read(sql -> Optional.ofNullable(sql.one(
                "SELECT due_at_ms FROM outbox WHERE finished_at_ms IS NULL ORDER BY due_at_ms LIMIT 1",
                row -> row.getLong(1))));
        return millis.map(Instant::ofEpochMilli).orElse(null);
    }

    @Override
    public void delivered(String id, Instant at) {
        writer.runAndWait(sql -> {
            int finished = sql.update(
                    "UPDATE outbox SET finished_at_ms = ?, delivered = 1, error = NULL"
                            + " WHERE id = ? AND finished_at_ms IS NULL",
                    at.toEpochMilli(),
                    id);
            if (finished > 0) {
                count(sql, id, DeliveryResult.DELIVERED);
            }
        });
    }

    @Override
    public void retry(String id, int attempts, Instant dueAt, String error) {
        writer.runAndWait(sql -> {
            int kept = sql.update(
                    "UPDATE outbox SET attempts = ?, due_at_ms = ?, error = ? WHERE id = ? AND finished_at_ms IS NULL",
                    attempts,
                    dueAt.toEpochMilli(),
                    error,
                    id);
            if (kept > 0) {
                sql.update(
                        "UPDATE outbox SET due_at_ms = ? WHERE finished_at_ms IS NULL AND id > ? AND due_at_ms < ?"
                                + " AND (receiver, incident) = (SELECT receiver, incident FROM outbox WHERE id = ?)",
                        dueAt.toEpochMilli(),
                        id,
                        dueAt.toEpochMilli(),
                        id);
                count(sql, id, DeliveryResult.RETRIED);
            }
        });
    }

    @Override
    public void giveUp(String id, int attempts, Instant at, String error) {
        writer.runAndWait(sql -> {
            int finished = sql.update(
                    "UPDATE outbox SET attempts = ?, finished_at_ms = ?, delivered = 0, error = ?"
                            + " WHERE id = ? AND finished_at_ms IS NULL",
                    attempts,
                    at.toEpochMilli(),
                    error,
                    id);
            if (finished > 0) {
                count(sql, id, DeliveryResult.GIVEN_UP);
            }
        });
    }

    @Override
    public void wake(String receiver, Instant now) {
        writer.runAndWait(sql -> sql.update(
                "UPDATE outbox SET due_at_ms = ? WHERE receiver = ? AND finished_at_ms IS NULL AND due_at_ms > ?",
                now.toEpochMilli(),
                receiver,
                now.toEpochMilli()));
    }

    @Override
    public Map<String, Queue> queues() {
        return readers.read(OutboxTable::queues);
    }

    @Override
    public Map<String, Map<DeliveryResult, Long>> results() {
        return readers.read(OutboxTable::results);
    }

    static Map<String, Queue> queues(Sql sql) {
        Map<String, Queue> queues = new TreeMap<>();
        sql.list(
                "SELECT receiver, count(*), min(created_at_ms) FROM outbox WHERE finished_at_ms IS NULL"
                        + " GROUP BY receiver",
                row -> queues.put(row.getString(1), new Queue(row.getLong(2), Instant.ofEpochMilli(row.getLong(3)))));
        return queues;
    }

    static Map<String, Map<DeliveryResult, Long>> results(Sql sql) {
        Map<String, Map<DeliveryResult, Long>> results = new TreeMap<>();
        sql.list("SELECT receiver, result, attempts FROM delivery_total", row -> {
            for (DeliveryResult result : DeliveryResult.values()) {
                if (result.label().equals(row.getString(2))) {
                    results.computeIfAbsent(row.getString(1), receiver -> new TreeMap<>())
                            .put(result, row.getLong(3));
                }
            }
            return results;
        });
        return results;
    }

    private static void count(Sql sql, String id, DeliveryResult result) {
        sql.update(
                "INSERT INTO delivery_total (receiver, result, attempts)"
                        + " SELECT receiver, ?, 1 FROM outbox WHERE id = ?"
                        + " ON CONFLICT (receiver, result) DO UPDATE SET attempts = attempts + 1",
                result.label(),
                id);
    }

    private static OutboxMessage message(ResultSet row) throws SQLException {
        return new OutboxMessage(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getInt(7),
                Instant.ofEpochMilli(row.getLong(8)));
    }
}
