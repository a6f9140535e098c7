package dev.sonde.contract.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a file that was written for another program, when there is no description of its keys: each value with
 * its place, and untyped, because whoever asks knows what it must be. Merge keys are merged, and a key without a value
 * is left out. Immutable.
 */
public sealed interface ForeignValue {
    /** Where it begins. */
    Place place();

    /**
     * A single value.
     *
     * @param text as written, without quotes
     * @param isBinary whether the text is Base64, marked as such
     */
    record Text(Place place, String text, boolean isBinary) implements ForeignValue {}

    /** A list. An item without a value is an empty text. */
    record Items(Place place, List<ForeignValue> values) implements ForeignValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A mapping, in the order written. */
    record Fields(Place place, Map<String, Field> byName) implements ForeignValue {
        public Fields {
            byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        }

        /** The value of a key; null if there is none. */
        public @Nullable ForeignValue get(String name) {
            Field field = byName.get(name);
            return field == null ? null : field.value();
        }
    }

    /**
     * A key with its value.
     *
     * @param place of the key
     */
    record Field(Place place, ForeignValue value) {}
}
