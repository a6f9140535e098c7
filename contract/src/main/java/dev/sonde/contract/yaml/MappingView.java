package dev.sonde.contract.yaml;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A block as written: its values by key, already of their types, and the place of each. What was wrong with it has been
 * noted; mapping code asks {@link #isSound()} and then just takes the values. Immutable.
 */
public final class MappingView {
    private final Block block;
    private final Source source;
    private final Node node;
    private final Map<String, Node> nodes;
    private final Map<String, Object> values;
    private final boolean sound;
    private final @Nullable MappingView below;

    MappingView(
            Block block, Source source, Node node, Map<String, Node> nodes, Map<String, Object> values, boolean sound) {
        this(block, source, node, nodes, values, sound, null);
    }

    private MappingView(
            Block block,
            Source source,
            Node node,
            Map<String, Node> nodes,
            Map<String, Object> values,
            boolean sound,
            @Nullable MappingView below) {
        this.block = block;
        this.source = source;
        this.node = node;
        this.nodes = nodes;
        this.values = values;
        this.sound = sound;
        this.below = below;
    }

    /** Whether nothing in it was wrong, so that every required key has a value. */
    public boolean isSound() {
        return sound;
    }

    /** Whether {@code false} was written in its place; then there is nothing in it. */
    public boolean isOff() {
        return !(node instanceof MappingNode);
    }

    /** Where it begins. */
    public Place place() {
        return source.place(node);
    }

    /** Where the key's value is written; where the block begins if the key is not. */
    public Place place(Key<?> key) {
        Node value = nodes.get(key.name());
        return value == null ? place() : source.place(value);
    }

    /** Where an item of a list is written, counted from 0; the key's place if there is no such item. */
    public Place itemPlace(Key<?> key, int index) {
        Node value = nodes.get(key.name());
        if (value != null && key.shape() instanceof ListShape<?> list) {
            List<Node> items = list.nodes(value);
            if (index < items.size()) {
                return source.place(items.get(index));
            }
        }
        return place(key);
    }

    /** Whether the key is written here, well or badly. */
    public boolean isWritten(Key<?> key) {
        return nodes.containsKey(key.name());
    }

    /** The value: as written here, else in the view below, else the key's default; it must have one of them. */
    public <T> T get(Key<T> key) {
        return Objects.requireNonNull(find(key), () -> key + " has neither value nor default");
    }

    /** The same, or null if there is none or it was wrong. */
    public <T> @Nullable T find(Key<T> key) {
        T value = written(key);
        if (below == null || !below.block.has(key)) {
            return value == null ? key.fallback() : value;
        }
        T other = below.find(key);
        if (value instanceof MappingView upper && other instanceof MappingView lower) {
            return cast(key, upper.isOff() || lower.isOff() ? upper : upper.over(lower));
        }
        return value == null ? other : value;
    }

    /** This view, with values from another where this one has none; blocks below are laid over each other too. */
    public MappingView over(MappingView lower) {
        return new MappingView(block, source, node, nodes, values, sound, lower);
    }

    private <T> @Nullable T written(Key<T> key) {
        if (!block.has(key)) {
            throw new IllegalArgumentException("no key " + key + " in " + block.noun());
        }
        Object value = values.get(key.name());
        return value == null ? null : cast(key, value);
    }

    /** A value was read by the shape of its key. */
    @SuppressWarnings({"unchecked", "unused"})
    private static <T> T cast(Key<T> key, Object value) {
        return (T) value;
    }
}
