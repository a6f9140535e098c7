package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue;
import dev.sonde.contract.yaml.ForeignValue.Field;
import dev.sonde.contract.yaml.ForeignValue.Fields;
import dev.sonde.contract.yaml.ForeignValue.Items;
import dev.sonde.contract.yaml.ForeignValue.Text;
import dev.sonde.contract.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A foreign mapping while it is carried over: remembers which keys were asked for, so that at the end every other one can
 * be named as lost. One thread.
 */
final class Part {
    private final String path;
    private final Fields fields;
    private final Notes notes;
    private final Set<String> asked = new HashSet<>();

    Part(String path, Fields fields, Notes notes) {
        this.path = path;
        this.fields = fields;
        this.notes = notes;
    }

    /** An empty one, for a mapping that was left out. */
    static Part none(String path, Place place, Notes notes) {
        return new Part(path, new Fields(place, Map.of()), notes);
    }

    /** The same with other values, such as texts in which something is replaced. */
    Part mapped(UnaryOperator<ForeignValue> made) {
        return new Part(path, (Fields) made.apply(fields), notes);
    }

    Notes notes() {
        return notes;
    }

    /** How notes call the key. */
    String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Where the mapping begins. */
    Place place() {
        return fields.place();
    }

    /** Where the key stands; where the mapping begins if it does not. */
    Place place(String key) {
        Field field = fields.byName().get(key);
        return field == null ? place() : field.place();
    }

    boolean has(String key) {
        return fields.byName().containsKey(key);
    }

    boolean isMapping(String key) {
        return fields.get(key) instanceof Fields;
    }

    /** A key's single value; null if there is none. */
    @Nullable
    String text(String key) {
        Text text = value(key);
        return text == null ? null : text.text();
    }

    String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    /** The same with the mark of its bytes. */
    @Nullable
    Text value(String key) {
        ForeignValue value = get(key);
        if (value == null || value instanceof Text) {
            return (Text) value;
        }
        lost(key, "not a single value");
        return null;
    }

    /** Truth as YAML 1.1 writes it. */
    boolean is(String key, boolean fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "on", "y" -> {
                return true;
            }
            case "false", "no", "off", "n" -> {
                return false;
            }
            default -> {
                lost(key, "neither true nor false");
                return fallback;
            }
        }
    }

    /** The single values of a list, or the one without brackets. */
    List<Text> texts(String key) {
        ForeignValue value = get(key);
        List<Text> texts = new ArrayList<>();
        if (value instanceof Text text) {
            texts.add(text);
        } else if (value instanceof Items items) {
            for (ForeignValue item : items.values()) {
                if (item instanceof Text text) {
                    texts.add(text);
                } else {
                    notes.lost(item.place(), name(key), "not a single value");
                }
            }
        } else if (value != null) {
            lost(key, "not a list");
        }
        return texts;
    }

    /** Names and single values, in the order written. */
    Map<String, Text> pairs(String key) {
        Map<String, Text> pairs = new LinkedHashMap<>();
        Part below = part(key);
        if (below != null) {
            for (String name : below.fields.byName().keySet()) {
                Text value = below.value(name);
                if (value != null) {
                    pairs.put(name, value);
                }
            }
        }
        return pairs;
    }

    /** The mapping below a key; null if there is none. */
    @Nullable
    Part part(String key) {
        ForeignValue value = get(key);
        if (value == null || value instanceof Fields) {
            return value == null ? null : new Part(name(key), (Fields) value, notes);
        }
        if (!(value instanceof Text text && text.text().isEmpty())) {
            lost(key, "not a mapping");
        }
        return null;
    }

    /** The same, empty if there is none. */
    Part partOrNone(String key) {
        Part part = part(key);
        return part == null ? none(name(key), place(key), notes) : part;
    }

    /** The mappings of a list. */
    List<Part> parts(String key) {
        List<Part> parts = new ArrayList<>();
        ForeignValue value = get(key);
        if (value instanceof Items items) {
            for (ForeignValue item : items.values()) {
                if (item instanceof Fields below) {
                    parts.add(new Part(name(key), below, notes));
                } else {
                    notes.lost(item.place(), name(key), "not a mapping");
                }
            }
        } else if (value != null) {
            lost(key, "not a list");
        }
        return parts;
    }

    /** Names of the keys, in the order written. */
    List<String> keys() {
        return List.copyOf(fields.byName().keySet());
    }

    /** Takes note, if the key stands there, that it is lost. */
    void lose(String why, String... keys) {
        for (String key : keys) {
            if (has(key)) {
                asked.add(key);
                lost(key, why);
            }
        }
    }

    /** These keys need no mention. */
    void ignore(String... keys) {
        asked.addAll(List.of(keys));
    }

    /** Takes note of every key that nobody asked for. */
    void loseRest(String why) {
        for (String key : fields.byName().keySet()) {
            if (!asked.contains(key)) {
                lost(key, why);
            }
        }
    }

    void lost(String key, String why) {
        notes.lost(place(key), name(key), why);
    }

    private @Nullable ForeignValue get(String key) {
        asked.add(key);
        return fields.get(key);
    }
}
