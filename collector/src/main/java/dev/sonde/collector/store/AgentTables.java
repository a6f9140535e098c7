package dev.sonde.collector.store;

import dev.sonde.collector.ingest.SeenSequences;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Which batches of each agent were accepted, and how well it keeps time. In memory and at rest; the writer's thread. */
final class AgentTables {
    private final Sql sql;
    private final Map<Incarnation, SeenSequences> seen = new HashMap<>();
    private final Map<String, Timekeeping> timekeeping = new HashMap<>();

    /** How well an agent keeps time, since ever. */
    record Timekeeping(SparseHistogram scheduleDelay, SparseHistogram eventLoopLag) {
        static final Timekeeping NONE = new Timekeeping(SparseHistogram.EMPTY, SparseHistogram.EMPTY);
    }

    private record Incarnation(String agent, long incarnation) {}

    AgentTables(Sql sql) {
        this.sql = sql;
        sql.list("SELECT agent, incarnation, first_sequence, last_sequence FROM batch_seen", row -> {
            sequences(row.getString(1), row.getLong(2)).restore(row.getLong(3), row.getLong(4));
            return row.getString(1);
        });
        sql.list(
                "SELECT name, schedule_delay, event_loop_lag FROM agent",
                row -> timekeeping.put(
                        row.getString(1), new Timekeeping(histogram(row.getBytes(2)), histogram(row.getBytes(3)))));
    }

    boolean hasSeen(Batch batch) {
        return sequences(batch.agent(), batch.incarnation()).contains(batch.sequence());
    }

    /** Notes an accepted batch. */
    void add(Batch batch, Instant now) {
        SeenSequences sequences = sequences(batch.agent(), batch.incarnation());
        long first = sequences.add(batch.sequence());
        sql.update(
                "DELETE FROM batch_seen WHERE agent = ? AND incarnation = ? AND first_sequence = ?",
                batch.agent(),
                batch.incarnation(),
                batch.sequence() + 1);
        sql.update(
                "INSERT OR REPLACE INTO batch_seen"
                        + " (agent, incarnation, first_sequence, last_sequence, received_at_ms) VALUES (?, ?, ?, ?, ?)",
                batch.agent(),
                batch.incarnation(),
                first,
                sequences.lastOf(first),
                now.toEpochMilli());
        if (batch.scheduleDelay().isEmpty() && batch.eventLoopLag().isEmpty()) {
            return;
        }
        Timekeeping before = timekeeping.getOrDefault(batch.agent(), Timekeeping.NONE);
        Timekeeping after = new Timekeeping(
                before.scheduleDelay().plus(batch.scheduleDelay()),
                before.eventLoopLag().plus(batch.eventLoopLag()));
        timekeeping.put(batch.agent(), after);
        sql.update(
                "INSERT OR REPLACE INTO agent (name, schedule_delay, event_loop_lag) VALUES (?, ?, ?)",
                batch.agent(),
                HistogramCodec.encode(after.scheduleDelay()),
                HistogramCodec.encode(after.eventLoopLag()));
    }

    Timekeeping timekeeping(String agent) {
        return timekeeping.getOrDefault(agent, Timekeeping.NONE);
    }

    private SeenSequences sequences(String agent, long incarnation) {
        return seen.computeIfAbsent(new Incarnation(agent, incarnation), key -> new SeenSequences());
    }

    private static SparseHistogram histogram(byte[] bytes) {
        try {
            return HistogramCodec.decode(bytes);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored histogram: " + e.getMessage(), e);
        }
    }
}
