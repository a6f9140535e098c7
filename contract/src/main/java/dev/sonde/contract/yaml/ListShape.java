package dev.sonde.contract.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A list, no two single values equal; of at least one unless it says otherwise. Immutable. */
public final class ListShape<T> extends Shape<List<T>> {
    private final Shape<T> item;
    private final boolean singleAllowed;
    private final boolean noneAllowed;
    private final boolean equalsAllowed;

    private ListShape(Shape<T> item, boolean singleAllowed, boolean noneAllowed, boolean equalsAllowed) {
        this.item = item;
        this.singleAllowed = singleAllowed;
        this.noneAllowed = noneAllowed;
        this.equalsAllowed = equalsAllowed;
    }

    /** A list. */
    public static <T> ListShape<T> of(Shape<T> item) {
        return new ListShape<>(item, false, false, false);
    }

    /** A list that may be empty. */
    public static <T> ListShape<T> orNone(Shape<T> item) {
        return new ListShape<>(item, false, true, false);
    }

    /** A list that may be empty and may hold a value twice. */
    public static <T> ListShape<T> repeatable(Shape<T> item) {
        return new ListShape<>(item, false, true, true);
    }

    /** A list, or one item without brackets. */
    public static <T> ListShape<T> orSingle(Scalar<T> item) {
        return new ListShape<>(item, true, false, false);
    }

    /** What each item is. */
    public Shape<T> item() {
        return item;
    }

    /** Whether one item may stand without brackets. */
    public boolean singleAllowed() {
        return singleAllowed;
    }

    /** Whether it may be empty. */
    public boolean noneAllowed() {
        return noneAllowed;
    }

    @Override
    public String type() {
        return (singleAllowed ? "one or a list of " : "list of ") + item.type();
    }

    @Override
    public String expected() {
        return singleAllowed
                ? item.expected() + ", or a list of such"
                : "a list" + (item instanceof Scalar ? ", each " + item.expected() : "");
    }

    @Override
    @Nullable
    List<T> read(String name, Node node, Source source) {
        List<Node> nodes = nodes(node);
        boolean empty =
                node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
        if (nodes.isEmpty() && !(empty && noneAllowed)) {
            String kind = empty ? "an empty list" : Source.kindOf(node);
            source.error(node, name + ": " + kind, expected());
            return null;
        }
        long before = source.problems().errorCount();
        Map<T, Node> firsts = new HashMap<>();
        List<T> values = new ArrayList<>(nodes.size());
        for (Node each : nodes) {
            T value = item.read(name, each, source);
            if (value == null) {
                continue;
            }
            Node first = firsts.putIfAbsent(value, each);
            if (first != null && item instanceof Scalar && !equalsAllowed) {
                String where = source.place(first).seenFrom(source.place(each));
                source.error(each, name + ": the same again, first on " + where, "each only once");
            }
            values.add(value);
        }
        return source.problems().errorCount() == before || item instanceof Block ? List.copyOf(values) : null;
    }

    /** The items' nodes as far as the node has the form; else none. */
    List<Node> nodes(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        return singleAllowed && !Source.isNothing(node) ? List.of(node) : List.of();
    }
}
