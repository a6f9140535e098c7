package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a state that was kept as a JSON object: maps, lists, texts, numbers and booleans, as any JSON reader gives them.
 * Instants and durations are ISO 8601 texts, decimals are texts, so nothing is rounded. A missing or wrong field is an
 * IllegalArgumentException that names it. Not thread-safe.
 */
public final class StateFields {
    private final Map<?, ?> fields;

    public StateFields(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** Every key, in the object's order. */
    public Collection<String> keys() {
        return fields.keySet().stream().map(String::valueOf).toList();
    }

    /** Whether the field is there and not null. */
    public boolean has(String key) {
        return fields.get(key) != null;
    }

    public String text(String key) {
        return of(key, String.class);
    }

    public @Nullable String textOrNull(String key) {
        return has(key) ? text(key) : null;
    }

    public boolean flag(String key) {
        return of(key, Boolean.class);
    }

    public long number(String key) {
        return of(key, Number.class).longValue();
    }

    public double real(String key) {
        return of(key, Number.class).doubleValue();
    }

    public BigDecimal decimal(String key) {
        return new BigDecimal(text(key));
    }

    public Instant instant(String key) {
        return Instant.parse(text(key));
    }

    public @Nullable Instant instantOrNull(String key) {
        return has(key) ? instant(key) : null;
    }

    public Duration duration(String key) {
        return Duration.parse(text(key));
    }

    public @Nullable Duration durationOrNull(String key) {
        return has(key) ? duration(key) : null;
    }

    public StateFields object(String key) {
        return new StateFields(of(key, Map.class));
    }

    public List<StateFields> objects(String key) {
        List<StateFields> objects = new ArrayList<>();
        for (Object each : of(key, List.class)) {
            if (!(each instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(key + ": " + each + " (expected: objects)");
            }
            objects.add(new StateFields(map));
        }
        return objects;
    }

    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object each : of(key, List.class)) {
            texts.add(String.valueOf(each));
        }
        return texts;
    }

    private <T> T of(String key, Class<T> type) {
        Object value = fields.get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + type.getSimpleName() + ")");
        }
        return type.cast(value);
    }
}
