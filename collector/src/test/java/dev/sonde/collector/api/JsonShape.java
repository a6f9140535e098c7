package dev.sonde.collector.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds JSON values against the part of JSON Schema that the OpenAPI document uses; names every difference with its path. */
final class JsonShape {
    private static final Set<String> UNDERSTOOD = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "oneOf",
            "$ref",
            "format",
            "description",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "default");

    private final Map<String, Object> document;

    JsonShape(Map<String, Object> document) {
        this.document = document;
    }

    /** What of the value is not as the schema says; empty when all is. */
    List<String> differences(Object value, Map<String, Object> schema) {
        List<String> found = new ArrayList<>();
        compare("$", value, schema, found);
        return found;
    }

    private void compare(String path, Object value, Map<String, Object> schema, List<String> found) {
        if (!UNDERSTOOD.containsAll(schema.keySet())) {
            found.add(path + ": the test does not understand " + schema.keySet());
        }
        if (schema.get("$ref") instanceof String reference) {
            compare(path, value, resolved(reference), found);
            return;
        }
        if (schema.get("oneOf") instanceof List<?> choices) {
            long fitting = choices.stream()
                    .filter(choice -> differences(value, map(choice)).isEmpty())
                    .count();
            if (fitting != 1) {
                found.add(path + ": fits " + fitting + " of the choices: " + value);
            }
            return;
        }
        if (!hasType(value, schema.get("type"))) {
            found.add(path + ": " + value + " is not of type " + schema.get("type"));
            return;
        }
        if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
            found.add(path + ": " + value + " is none of " + words);
        }
        if (value instanceof Map<?, ?> object) {
            compareFields(path, map(object), schema, found);
        }
        if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                compare(path + "[" + i + "]", items.get(i), map(schema.get("items")), found);
            }
        }
    }

    private void compareFields(
            String path, Map<String, Object> object, Map<String, Object> schema, List<String> found) {
        Map<String, Object> properties = schema.containsKey("properties") ? map(schema.get("properties")) : Map.of();
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> found.add(path + "." + name + " is missing"));
        }
        object.forEach((name, value) -> {
            if (properties.containsKey(name)) {
                compare(path + "." + name, value, map(properties.get(name)), found);
            } else if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
                compare(path + "." + name, value, map(other), found);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                found.add(path + "." + name + " is not documented");
            }
        });
    }

    private static boolean hasType(Object value, Object type) {
        if (type instanceof List<?> types) {
            return types.stream().anyMatch(one -> hasType(value, one));
        }
        return switch (String.valueOf(type)) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> false;
        };
    }

    private Map<String, Object> resolved(String reference) {
        Object at = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            at = map(at).get(step);
        }
        return map(at);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
