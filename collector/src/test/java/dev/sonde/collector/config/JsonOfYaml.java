package dev.sonde.collector.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** YAML as an editor hands it to a schema: plain scalars typed by the core schema of YAML 1.2. */
final class JsonOfYaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private static final int MAX_NODES = 100_000;

    private int nodes;

    private JsonOfYaml() {}

    /** Null if it is no YAML, so that an editor complains before it asks a schema. */
    static JsonNode parse(String yaml) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(40);
            Node root = new Yaml(options).compose(new StringReader(yaml));
            return root == null ? JSON.nullNode() : new JsonOfYaml().json(root, 0);
        } catch (YAMLException e) {
            return null;
        }
    }

    private JsonNode json(Node node, int depth) {
        if (++nodes > MAX_NODES || depth > 40) {
            throw new YAMLException("aliases that never end");
        }
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple pair : mapping.getValue()) {
                if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                    throw new YAMLException("a key that is no text");
                }
                if (object.has(key.getValue())) {
                    throw new YAMLException("a key twice");
                }
                object.set(key.getValue(), json(pair.getValueNode(), depth + 1));
            }
            return object;
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(item -> array.add(json(item, depth + 1)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return JSON.textNode(text);
        } else if (NULL.matcher(text).matches()) {
            return JSON.nullNode();
        } else if (TRUTH.matcher(text).matches()) {
            return JSON.booleanNode(text.equalsIgnoreCase("true"));
        } else if (WHOLE.matcher(text).matches()) {
            return JSON.numberNode(new BigDecimal(text).toBigInteger());
        } else if (DECIMAL.matcher(text).matches()) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return JSON.textNode(text);
    }
}
