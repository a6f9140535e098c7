package dev.sonde.contract.yaml;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A mapping whose names the operator chooses, in the order written. Immutable. */
public final class MapShape<T> extends Shape<Map<String, T>> {
    private final Scalar<String> name;
    private final Shape<T> value;
    private final boolean caseMatters;

    private MapShape(Scalar<String> name, Shape<T> value, boolean caseMatters) {
        this.name = name;
        this.value = value;
        this.caseMatters = caseMatters;
    }

    /** Names that differ in case are different names. */
    public static <T> MapShape<T> of(Scalar<String> name, Shape<T> value) {
        return new MapShape<>(name, value, true);
    }

    /** Names that differ in case only are the same name. */
    public static <T> MapShape<T> ignoringCase(Scalar<String> name, Shape<T> value) {
        return new MapShape<>(name, value, false);
    }

    /** What each name is. */
    public Scalar<String> name() {
        return name;
    }

    /** What each value is. */
    public Shape<T> value() {
        return value;
    }

    @Override
    public String type() {
        return "mapping of " + name.type() + " to " + value.type();
    }

    @Override
    public String expected() {
        return "a mapping of " + name.type() + " to " + value.type();
    }

    @Override
    @Nullable
    Map<String, T> read(String path, Node node, Source source) {
        if (!(node instanceof MappingNode mapping)) {
            source.error(node, path + ": " + Source.kindOf(node), expected());
            return null;
        }
        long before = source.problems().errorCount();
        Map<String, Node> firsts = new HashMap<>();
        Map<String, T> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || NodeGuard.isMerge(key)) {
                source.problems().passedOver();
                continue;
            }
            String text = name.read(path + " key", key, source);
            T read = value.read(path + "." + Source.shown(key.getValue()), tuple.getValueNode(), source);
            if (text == null) {
                continue;
            }
            Node first = firsts.putIfAbsent(caseMatters ? text : text.toLowerCase(Locale.ROOT), key);
            if (first instanceof ScalarNode other && !other.getValue().equals(key.getValue())) {
                source.error(
                        key,
                        path + ": " + text + " names the same as " + other.getValue() + " on line "
                                + source.place(first).line(),
                        "each only once");
            }
            if (read != null && first == null) {
                values.put(text, read);
            }
        }
        return source.problems().errorCount() == before || value instanceof Block
                ? Collections.unmodifiableMap(values)
                : null;
    }
}
