package dev.sonde.launcher.importer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A block of our YAML in the making; its keys come in the order in which they were first put. One thread. */
final class Draft {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    /** A value: a text, a block or a list of them. Nothing, and what is empty, is left out. */
    Draft put(String key, @Nullable Object value) {
        boolean empty = value == null
                || (value instanceof Draft draft && draft.isEmpty())
                || (value instanceof Collection<?> list && list.isEmpty());
        if (!empty) {
            keys.put(key, value);
        }
        return this;
    }

    /** A block that stands even when nothing is in it, such as {@code tls: {}}. */
    Draft putBlock(String key, Draft block) {
        keys.put(key, block);
        return this;
    }

    /** The block of a key, made if there is none. */
    Draft at(String key) {
        Object there = keys.computeIfAbsent(key, name -> new Draft());
        return (Draft) there;
    }

    /** One more item of a key's list. */
    void add(String key, Object item) {
        @SuppressWarnings("unchecked") // only this method puts growing lists
        List<Object> list = (List<Object>) keys.computeIfAbsent(key, name -> new ArrayList<>());
        list.add(item);
    }

    @Nullable
    Object get(String key) {
        return keys.get(key);
    }

    /** Whether nothing is said in it, blocks below it included. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    Map<String, Object> keys() {
        return keys;
    }
}
