package dev.sonde.collector.store;

import dev.sonde.collector.slots.SlotKey;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The short names of keys in the database. The writer's thread. */
final class SeriesIds {
    private final Sql sql;
    private final Map<SlotKey, Long> ids = new HashMap<>();

    SeriesIds(Sql sql) {
        this.sql = sql;
        sql.list(
                "SELECT id, check_name, location FROM series",
                row -> ids.put(
                        new SlotKey(new CheckName(row.getString(2)), new Location(row.getString(3))), row.getLong(1)));
    }

    Set<SlotKey> keys() {
        return Set.copyOf(ids.keySet());
    }

    @Nullable
    Long find(SlotKey key) {
        return ids.get(key);
    }

    /** The id of a key, given one if it has none. */
    long of(SlotKey key) {
        Long id = ids.get(key);
        if (id == null) {
            id = sql.insert(
                    "INSERT INTO series (check_name, location) VALUES (?, ?)",
                    key.check().value(),
                    key.location().value());
            ids.put(key, id);
        }
        return id;
    }
}
