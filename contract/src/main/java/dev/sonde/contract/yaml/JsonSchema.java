package dev.sonde.contract.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The description of the whole YAML as a JSON Schema (draft 2020-12), for editors and for checks outside Sonde: made from
 * the very blocks and keys that the reader uses. It refuses nothing that the reader takes; what a schema cannot say
 * (names that must be unique or known elsewhere, expressions that must compile) only the reader refuses. A value is read
 * from its text, so where a text may look like a number the schema takes the number too. One thread, used once.
 */
public final class JsonSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final List<String> NUMBERS = List.of("0", "1", "7", "42", "200", "65535", "1.5");

    private final Map<Block, Integer> uses = new HashMap<>();
    private final Map<Block, String> names = new HashMap<>();
    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private JsonSchema() {}

    /**
     * The schema as indented JSON, ended by a line feed.
     *
     * @param blocks the block that a section is, or that each of its items is
     */
    public static String of(Function<SectionName, Block> blocks) {
        return json(new JsonSchema().document(blocks));
    }

    private Map<String, Object> document(Function<SectionName, Block> blocks) {
        for (SectionName section : SectionName.values()) {
            count(blocks.apply(section));
        }
        Map<String, Object> sections = new LinkedHashMap<>();
        for (SectionName section : SectionName.values()) {
            Map<String, Object> block = block(blocks.apply(section), section.label());
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("description", sentence(section.text()));
            if (section.isList()) {
                said.put("type", "array");
                said.put("items", block);
            } else {
                said.putAll(block);
            }
            sections.put(section.label(), said);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", DIALECT);
        document.put("title", "Sonde configuration");
        document.put(
                "description",
                "One file of a configuration directory; `sonde validate` says all that a schema cannot.");
        document.put("type", "object");
        document.put("minProperties", 1);
        document.put("additionalProperties", false);
        document.put("properties", sections);
        if (!definitions.isEmpty()) {
            document.put("$defs", definitions);
        }
        return document;
    }

    /** A block that is used in several places is written once. */
    private void count(Shape<?> shape) {
        if (shape instanceof Block block) {
            if (uses.merge(block, 1, Integer::sum) == 1) {
                block.keys().forEach(key -> count(key.shape()));
            }
        } else if (shape instanceof ListShape<?> list) {
            count(list.item());
        } else if (shape instanceof MapShape<?> map) {
            count(map.value());
        }
    }

    private Map<String, Object> shape(Shape<?> shape, String path) {
        if (shape instanceof Scalar<?> scalar) {
            return form(scalar.form());
        } else if (shape instanceof ListShape<?> list) {
            return list(list, path);
        } else if (shape instanceof MapShape<?> map) {
            return map(map, path);
        }
        return block((Block) shape, path);
    }

    private Map<String, Object> block(Block block, String path) {
        if (uses.getOrDefault(block, 0) < 2) {
            return written(block, path);
        }
        String name = names.get(block);
        if (name == null) {
            name = path;
            names.put(block, name);
            definitions.put(name, Map.of()); // keeps its place while what is below it comes first
            definitions.put(name, written(block, path));
        }
        return Map.of("$ref", "#/$defs/" + name);
    }

    private Map<String, Object> written(Block block, String path) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Key<?> key : block.keys()) {
            properties.put(key.name(), property(key, path + "." + key.name()));
            if (key.isRequired() || block.choices().equals(List.of(key))) {
                required.add(key.name());
            }
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("type", "object");
        said.put("additionalProperties", false);
        if (!required.isEmpty()) {
            said.put("required", required);
        }
        if (block.choices().size() > 1) {
            List<Object> choices = new ArrayList<>();
            block.choices().forEach(key -> choices.add(Map.of("required", List.of(key.name()))));
            said.put(block.severalAllowed() ? "anyOf" : "oneOf", choices);
        }
        said.put("properties", properties);
        return block.offAllowed() ? Map.of("anyOf", List.of(said, Map.of("enum", List.of(false, "false")))) : said;
    }

    private Map<String, Object> property(Key<?> key, String path) {
        Map<String, Object> said = new LinkedHashMap<>();
        boolean plain = key.shape() instanceof Block;
        said.put(
                "description",
                sentence(key.text()) + (plain ? "" : " " + sentence(key.shape().expected())));
        said.putAll(shape(key.shape(), path));
        if (!key.fallbackText().isEmpty()) {
            said.put("default", fallback(key));
        }
        return said;
    }

    private static Object fallback(Key<?> key) {
        Shape<?> shape = key.shape() instanceof ListShape<?> list ? list.item() : key.shape();
        String text = key.fallbackText();
        Form form = shape instanceof Scalar<?> scalar ? scalar.form() : Form.ANY;
        if (form instanceof Form.Whole) {
            return Long.valueOf(text);
        }
        return form instanceof Form.Truth ? Boolean.valueOf(text) : text;
    }

    private Map<String, Object> list(ListShape<?> list, String path) {
        Map<String, Object> items = shape(list.item(), path);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("type", "array");
        said.put("items", items);
        if (!list.noneAllowed()) {
            said.put("minItems", 1);
        }
        if (list.item() instanceof Scalar) {
            said.put("uniqueItems", true);
        }
        return list.singleAllowed() ? Map.of("anyOf", List.of(items, said)) : said;
    }

    private Map<String, Object> map(MapShape<?> map, String path) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("type", "object");
        if (map.name().form() instanceof Form.Text text && text.pattern() != null) {
            Map<String, Object> names = new LinkedHashMap<>();
            names.put("pattern", whole(text.pattern()));
            refuse(text.taken(), names);
            said.put("propertyNames", names);
        } else if (map.name().form() instanceof Form.Words words) {
            said.put("propertyNames", Map.of("enum", words.words()));
        }
        said.put("additionalProperties", shape(map.value(), path));
        return said;
    }

    private static Map<String, Object> form(Form form) {
        Map<String, Object> said = new LinkedHashMap<>();
        if (form instanceof Form.Words words) {
            List<Object> choices = new ArrayList<>(words.words());
            words.words().forEach(word -> choices.addAll(unquoted(word)));
            said.put("enum", choices);
        } else if (form instanceof Form.Truth) {
            said.put("anyOf", List.of(Map.of("type", "boolean"), Map.of("enum", List.of("true", "false"))));
        } else if (form instanceof Form.Whole whole) {
            said.put("type", List.of("integer", "string"));
            said.put("minimum", whole.least());
            said.put("maximum", whole.most());
            said.put("pattern", whole(NumberPattern.of(whole.least(), whole.most())));
        } else if (form instanceof Form.Decimal decimal) {
            said.put("type", List.of("number", "string"));
            said.put("exclusiveMinimum", 0);
            said.put("maximum", decimal.most());
            said.put("pattern", whole("[0-9]{1,7}(\\.[0-9]{1,9})?"));
        } else if (form instanceof Form.Text text) {
            text(text, said);
        }
        return said;
    }

    private static void text(Form.Text text, Map<String, Object> said) {
        Form.Whole number = text.number();
        List<String> types = new ArrayList<>(List.of("string"));
        if (number != null) {
            types.add("integer");
        } else if (NUMBERS.stream().anyMatch(each -> matches(text, each))) {
            types.add("number");
        }
        if (matches(text, "true") || matches(text, "false")) {
            types.add("boolean");
        }
        said.put("type", types.size() == 1 ? "string" : types);
        if (text.shortest() > 0) {
            said.put("minLength", text.shortest());
        }
        if (text.longest() < Integer.MAX_VALUE) {
            said.put("maxLength", text.longest());
        }
        if (text.pattern() != null) {
            said.put("pattern", whole(text.pattern()));
        }
        if (number != null) {
            said.put("minimum", number.least());
            said.put("maximum", number.most());
        }
        refuse(text.taken(), said);
    }

    private static void refuse(List<String> taken, Map<String, Object> said) {
        if (!taken.isEmpty()) {
            said.put("not", Map.of("enum", taken));
        }
    }

    /** What a word is for YAML when no quotes are round it, if that is not text. */
    private static List<Object> unquoted(String word) {
        if (word.equals("true") || word.equals("false")) {
            return List.of(Boolean.valueOf(word));
        }
        if (word.matches("[0-9]{1,9}")) {
            return List.of(Long.valueOf(word));
        }
        return word.matches("[0-9]{1,9}\\.[0-9]{1,9}") ? List.of(Double.valueOf(word)) : List.of();
    }

    private static boolean matches(Form.Text text, String sample) {
        return text.pattern() == null || Pattern.matches(text.pattern(), sample);
    }

    private static String whole(String pattern) {
        return "^(" + pattern + ")$";
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static String json(Map<String, Object> document) {
        StringWriter out = new StringWriter();
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indent);
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.setPrettyPrinter(printer);
            write(document, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer never fails", e);
        }
        return out.append('\n').toString();
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
