package dev.sonde.collector.store;

import dev.sonde.collector.incident.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Incidents past and present, as they were committed. Blocks; any worker thread. */
public final class IncidentRecords {
    private final Readers readers;

    IncidentRecords(Readers readers) {
        this.readers = readers;
    }

    /** The incident with this id. */
    public Optional<Incident> find(String id) {
        return Optional.ofNullable(readers.read(sql -> sql.one(
                "SELECT incident FROM incident WHERE id = ?", row -> IncidentTables.incident(row.getString(1)), id)));
    }

    /**
     * Incidents, newest opening first; null asks for any.
     *
     * @param state {@code open}, {@code acknowledged} or {@code resolved}
     * @param handler who acknowledged it
     * @param from opened then or later
     * @param to opened before then
     */
    public List<Incident> find(
            @Nullable String state,
            @Nullable String priority,
            @Nullable String handler,
            @Nullable Instant from,
            @Nullable Instant to,
            int limit) {
        StringBuilder where = new StringBuilder("1");
        List<Object> parameters = new ArrayList<>();
        add(where, parameters, " AND state = ?", state);
        add(where, parameters, " AND priority = ?", priority);
        add(where, parameters, " AND handler = ?", handler);
        add(where, parameters, " AND opened_at_ms >= ?", millis(from));
        add(where, parameters, " AND opened_at_ms < ?", millis(to));
        parameters.add(limit);
        return readers.read(sql -> sql.list(
                "SELECT incident FROM incident WHERE " + where + " ORDER BY opened_at_ms DESC, id DESC LIMIT ?",
                row -> IncidentTables.incident(row.getString(1)),
                parameters.toArray()));
    }

    /** An instant between two milliseconds is rounded up, so that nothing opened before it counts as later. */
    private static @Nullable Long millis(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        long floor = instant.toEpochMilli();
        return Instant.ofEpochMilli(floor).isBefore(instant) ? floor + 1 : floor;
    }

    private static void add(StringBuilder where, List<Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(condition);
            parameters.add(value);
        }
    }
}
