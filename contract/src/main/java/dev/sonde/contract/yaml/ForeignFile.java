package dev.sonde.contract.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a file that was written for another program, by a description of its keys, as strictly as that program would:
 * unknown and duplicate keys are errors, merge keys are merged, a key without a value counts as left out. One thread.
 */
public final class ForeignFile {
    /** Most bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private final IdentityHashMap<Node, Node> plain = new IdentityHashMap<>();
    private final Source source;

    private ForeignFile(Source source) {
        this.source = source;
    }

    /**
     * Its one document as a block. What is wrong is noted.
     *
     * @param name of the file, as messages call it
     * @return null if it cannot be used at all
     */
    public static @Nullable MappingView read(String name, byte[] bytes, Block root, Problems problems) {
        Source source = new Source(name, problems);
        Node composed = compose(name, bytes, source);
        return composed == null ? null : root.read(name, new ForeignFile(source).plain(composed), source);
    }

    /**
     * Its one document as it stands, for which there is no description of keys. What is no YAML is noted.
     *
     * @param name of the file, as messages call it
     * @return null if it cannot be used at all
     */
    public static @Nullable ForeignValue read(String name, byte[] bytes, Problems problems) {
        Source source = new Source(name, problems);
        Node composed = compose(name, bytes, source);
        if (composed == null) {
            return null;
        }
        ForeignFile file = new ForeignFile(source);
        return file.value(file.plain(composed), new IdentityHashMap<>());
    }

    private static @Nullable Node compose(String name, byte[] bytes, Source source) {
        Problems problems = source.problems();
        if (bytes.length > MAX_BYTES) {
            problems.error(new Place(name, 1, 1), "too much to read", "at most " + (MAX_BYTES >> 20) + "MiB");
            return null;
        }
        String text = ConfigFile.decode(bytes, source);
        if (text == null || !YamlText.isPrintable(text, source)) {
            return null;
        }
        return YamlText.composeForeign(text, source);
    }

    /** What is aliased is made once. */
    private ForeignValue value(Node node, IdentityHashMap<Node, ForeignValue> known) {
        ForeignValue made = known.get(node);
        if (made != null) {
            return made;
        }
        Place place = source.place(node);
        if (node instanceof MappingNode mapping) {
            Map<String, ForeignValue.Field> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    ForeignValue below = value(tuple.getValueNode(), known);
                    fields.put(key.getValue(), new ForeignValue.Field(source.place(key), below));
                }
            }
            made = new ForeignValue.Fields(place, fields);
        } else if (node instanceof SequenceNode sequence) {
            List<ForeignValue> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(value(item, known)));
            made = new ForeignValue.Items(place, items);
        } else {
            String text = node instanceof ScalarNode scalar && !Source.isNothing(node) ? scalar.getValue() : "";
            made = new ForeignValue.Text(place, text, Tag.BINARY.equals(node.getTag()));
        }
        known.put(node, made);
        return made;
    }

    /** The same without merge keys and without keys that have no value; each node once however often it is aliased. */
    private Node plain(Node node) {
        Node known = plain.get(node);
        if (known != null) {
            return known;
        }
        Node made = node;
        if (node instanceof MappingNode mapping) {
            made = new MappingNode(
                    node.getTag(),
                    true,
                    List.copyOf(tuples(mapping).values()),
                    node.getStartMark(),
                    node.getEndMark(),
                    mapping.getFlowStyle());
        } else if (node instanceof SequenceNode sequence) {
            List<Node> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(plain(item)));
            made = new SequenceNode(
                    node.getTag(), true, items, node.getStartMark(), node.getEndMark(), sequence.getFlowStyle());
        }
        plain.put(node, made);
        return made;
    }

    /** What is written goes before what is merged, and what is merged first before what is merged later. */
    private Map<String, NodeTuple> tuples(MappingNode mapping) {
        Map<String, NodeTuple> written = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (NodeGuard.isMerge(tuple.getKeyNode())) {
                merged.addAll(
                        tuple.getValueNode() instanceof SequenceNode several
                                ? several.getValue()
                                : List.of(tuple.getValueNode()));
            } else if (tuple.getKeyNode() instanceof ScalarNode key && !Source.isNothing(tuple.getValueNode())) {
                written.putIfAbsent(key.getValue(), new NodeTuple(key, plain(tuple.getValueNode())));
            }
        }
        for (Node below : merged) {
            if (below instanceof MappingNode other) {
                tuples(other).forEach(written::putIfAbsent);
            } else {
                source.error(below, "merge key <<: " + Source.kindOf(below), "a mapping, or a list of mappings");
            }
        }
        return written;
    }
}
