package dev.sonde.contract.yaml;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Looks over a composed file for what YAML allows and we do not: duplicate keys, keys that are no text, merge keys, tags,
 * aliases that contain themselves or unfold to too much. Each node is visited once however often it is aliased.
 */
final class NodeGuard {
    /** Most values in one file after every alias is put in place. */
    static final long MAX_NODES = 5_000_000;

    private static final Set<Tag> IMPLICIT = Set.of(Tag.STR, Tag.NULL, Tag.MAP, Tag.SEQ, Tag.MERGE);
    /** What files that were written for another program may say besides. */
    private static final Set<Tag> ORDINARY = Set.of(Tag.BINARY, Tag.BOOL, Tag.INT, Tag.FLOAT);

    private static final long UNFINISHED = -1;

    private final Source source;
    private final boolean foreign;
    private final IdentityHashMap<Node, Long> unfolded = new IdentityHashMap<>();
    private boolean readable = true;

    private NodeGuard(Source source, boolean foreign) {
        this.source = source;
        this.foreign = foreign;
    }

    /** Notes everything it finds; false if the file must not be walked any further. */
    static boolean check(Node root, Source source) {
        return check(root, new NodeGuard(source, false));
    }

    /** The same for a file that was written for another program: merge keys and the ordinary tags are let pass. */
    static boolean checkForeign(Node root, Source source) {
        return check(root, new NodeGuard(source, true));
    }

    private static boolean check(Node root, NodeGuard guard) {
        if (guard.visit(root) > MAX_NODES) {
            guard.refuse(root, "aliases that unfold to more than " + MAX_NODES + " values", "fewer aliases");
        }
        return guard.readable;
    }

    static boolean isMerge(Node key) {
        return Tag.MERGE.equals(key.getTag());
    }

    /** How many values it unfolds to, at most one more than the limit. */
    private long visit(Node node) {
        if (node instanceof ScalarNode) {
            checkTag(node);
            return 1;
        }
        Long known = unfolded.get(node);
        if (known != null) {
            if (known == UNFINISHED) {
                refuse(node, "an alias inside the very part that it names", "no cycles");
                return 1;
            }
            return known;
        }
        unfolded.put(node, UNFINISHED);
        checkTag(node);
        long count = 1;
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                count = Math.min(count + visit(item), MAX_NODES + 1);
            }
        } else if (node instanceof MappingNode mapping) {
            count = Math.min(count + visitPairs(mapping), MAX_NODES + 1);
        }
        unfolded.put(node, count);
        return count;
    }

    private long visitPairs(MappingNode mapping) {
        long count = 0;
        Map<String, Node> firsts = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            checkKey(tuple.getKeyNode(), firsts);
            count = Math.min(count + 1 + visit(tuple.getValueNode()), MAX_NODES + 1);
        }
        return count;
    }

    private void checkKey(Node node, Map<String, Node> firsts) {
        if (!(node instanceof ScalarNode key)) {
            source.error(node, "key: " + Source.kindOf(node), "a name");
            return;
        }
        if (isMerge(key) && foreign) {
            return;
        }
        if (isMerge(key)) {
            source.error(key, "merge key <<", "defaults, or an alias for a whole block");
            return;
        }
        checkTag(key);
        Node first = firsts.putIfAbsent(key.getValue(), key);
        if (first != null) {
            String where = source.place(first).seenFrom(source.place(key));
            source.error(
                    key, "duplicate key " + Source.shown(key.getValue()) + ", first on " + where, "each only once");
        }
    }

    private void checkTag(Node node) {
        if (!IMPLICIT.contains(node.getTag()) && !(foreign && ORDINARY.contains(node.getTag()))) {
            String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
            source.error(node, "tag " + Source.shown(tag), "no tags");
        }
    }

    private void refuse(Node node, String message, String expected) {
        source.error(node, message, expected);
        readable = false;
    }
}
