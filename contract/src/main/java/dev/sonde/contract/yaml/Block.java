package dev.sonde.contract.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping with known keys. Immutable. */
public final class Block extends Shape<MappingView> {
    private final String noun;
    private final Map<String, Key<?>> keys;
    private final List<Key<?>> oneOf;
    private final boolean severalAllowed;
    private final @Nullable Key<?> shortFor;
    private final boolean offAllowed;

    private Block(
            String noun,
            Map<String, Key<?>> keys,
            List<Key<?>> oneOf,
            boolean severalAllowed,
            @Nullable Key<?> shortFor,
            boolean offAllowed) {
        this.noun = noun;
        this.keys = keys;
        this.oneOf = oneOf;
        this.severalAllowed = severalAllowed;
        this.shortFor = shortFor;
        this.offAllowed = offAllowed;
    }

    /**
     * @param noun what it describes, with its article
     * @param keys in the order of the reference
     */
    public static Block of(String noun, Key<?>... keys) {
        Map<String, Key<?>> byName = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            if (byName.put(key.name(), key) != null) {
                throw new IllegalArgumentException(noun + ": two keys " + key);
            }
        }
        return new Block(noun, byName, List.of(), true, null, false);
    }

    /** The same, but exactly one of these keys must be written. */
    public Block exactlyOneOf(Key<?>... choices) {
        return new Block(noun, keys, List.of(choices), false, shortFor, offAllowed);
    }

    /** The same, but at least one of these keys must be written. */
    public Block atLeastOneOf(Key<?>... choices) {
        return new Block(noun, keys, List.of(choices), true, shortFor, offAllowed);
    }

    /** The same, but a single value stands for a mapping with this key alone, whose value is a list of that one. */
    public Block orSingle(Key<? extends List<?>> key) {
        return new Block(noun, keys, oneOf, severalAllowed, key, offAllowed);
    }

    /** The same, but {@code false} in its place says that there is none, whatever else would be inherited. */
    public Block orFalse() {
        return new Block(noun, keys, oneOf, severalAllowed, shortFor, true);
    }

    /** What it describes, with its article. */
    public String noun() {
        return noun;
    }

    /** Its keys in the order of the reference. */
    public List<Key<?>> keys() {
        return List.copyOf(keys.values());
    }

    /** Keys of which one must be written; empty if there is no such rule. */
    public List<Key<?>> choices() {
        return oneOf;
    }

    /** Whether more than one of the choices may be written. */
    public boolean severalAllowed() {
        return severalAllowed;
    }

    /** Whether {@code false} may stand in its place. */
    public boolean offAllowed() {
        return offAllowed;
    }

    /** Whether this very key belongs to it. */
    boolean has(Key<?> key) {
        return keys.get(key.name()) == key;
    }

    @Override
    public String type() {
        return offAllowed ? "block or false" : "block";
    }

    @Override
    public String expected() {
        return "a mapping with " + names(keys(), ", ") + (offAllowed ? ", or false" : "");
    }

    @Override
    @Nullable
    MappingView read(String name, Node node, Source source) {
        if (shortFor != null && node instanceof ScalarNode && !Source.isNothing(node)) {
            return read(name, spelledOut(shortFor, node), source);
        }
        if (offAllowed && node instanceof ScalarNode scalar && scalar.getValue().equals("false")) {
            return new MappingView(this, source, node, Map.of(), Map.of(), true);
        }
        if (!(node instanceof MappingNode mapping)) {
            source.error(node, name + ": " + Source.kindOf(node), expected());
            return null;
        }
        long before = source.problems().errorCount();
        boolean merged = false;
        Map<String, Object> values = new HashMap<>();
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode) || NodeGuard.isMerge(keyNode)) {
                merged = true;
                source.problems().passedOver();
                continue;
            }
            Key<?> key = keys.get(keyNode.getValue());
            if (key == null) {
                unknown(keyNode, source);
            } else if (nodes.putIfAbsent(key.name(), tuple.getValueNode()) == null) {
                Object value = key.shape().read(key.name(), tuple.getValueNode(), source);
                if (value != null) {
                    values.put(key.name(), value);
                }
            }
        }
        if (!merged) {
            missing(node, nodes, source);
        }
        boolean sound = source.problems().errorCount() == before && !merged;
        return new MappingView(this, source, node, nodes, values, sound);
    }

    private static Node spelledOut(Key<?> key, Node single) {
        Mark start = single.getStartMark();
        Mark end = single.getEndMark();
        Node name = new ScalarNode(Tag.STR, key.name(), start, end, ScalarStyle.PLAIN);
        Node list = new SequenceNode(Tag.SEQ, true, List.of(single), start, end, FlowStyle.FLOW);
        return new MappingNode(Tag.MAP, true, List.of(new NodeTuple(name, list)), start, end, FlowStyle.FLOW);
    }

    private void unknown(ScalarNode keyNode, Source source) {
        String written = keyNode.getValue();
        String hint = hint(written);
        source.error(
                keyNode,
                "unknown key " + Source.shown(written) + (hint == null ? "" : ", did you mean " + hint + "?"),
                "one of " + names(keys(), ", "));
    }

    private @Nullable String hint(String written) {
        for (Key<?> key : keys.values()) {
            if (key.shape() instanceof Block below && below.keys.containsKey(written)) {
                return written + " below " + key;
            }
        }
        return NearestName.of(written, keys.keySet());
    }

    private void missing(Node node, Map<String, Node> written, Source source) {
        for (Key<?> key : keys.values()) {
            if (key.isRequired() && !written.containsKey(key.name())) {
                source.error(node, noun + " without " + key, key.shape().expected());
            }
        }
        List<Key<?>> chosen = new ArrayList<>(oneOf);
        chosen.removeIf(key -> !written.containsKey(key.name()));
        if (!oneOf.isEmpty() && chosen.isEmpty()) {
            source.error(
                    node,
                    noun + " without " + names(oneOf, " or "),
                    oneOf.size() == 1
                            ? oneOf.get(0).shape().expected()
                            : severalAllowed ? "at least one of them" : "one of them");
        } else if (chosen.size() > 1 && !severalAllowed) {
            source.error(node, noun + " with " + names(chosen, " and "), "only one of them");
        }
    }

    private static String names(List<Key<?>> keys, String between) {
        return String.join(between, keys.stream().map(Key::name).toList());
    }
}
