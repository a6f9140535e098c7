package dev.sonde.launcher.endtoend;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every PromQL expression that is shipped, as a Prometheus can run it. */
record Expressions(List<Shipped> all) {
    /** @param where file and panel or rule, for the message */
    record Shipped(String where, String promql) {}

    /** Of all dashboards, variables replaced by values. */
    static Expressions ofDashboards(Path directory, Map<String, String> variables) throws IOException {
        List<Shipped> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                JsonObject dashboard = new JsonObject(Files.readString(file));
                for (Object panel : dashboard.getJsonArray("panels")) {
                    JsonObject json = (JsonObject) panel;
                    for (Object target : json.getJsonArray("targets", new JsonArray())) {
                        String expression = ((JsonObject) target).getString("expr");
                        all.add(new Shipped(
                                file.getFileName() + ", " + json.getString("title"), replaced(expression, variables)));
                    }
                }
            }
        }
        return new Expressions(all);
    }

    /** Of a rules file. An alert is asked for what it compares, since it must be silent while all is well. */
    @SuppressWarnings("unchecked")
    static Expressions ofRules(Path file) throws IOException {
        List<Shipped> all = new ArrayList<>();
        Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        for (Map<String, Object> group : (List<Map<String, Object>>) yaml.get("groups")) {
            for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
                String name = String.valueOf(rule.getOrDefault("record", rule.get("alert")));
                String expression = String.valueOf(rule.get("expr")).strip();
                all.add(new Shipped(
                        file.getFileName() + ", " + name,
                        rule.containsKey("alert") ? compared(expression) : expression));
            }
        }
        return new Expressions(all);
    }

    /** The left sides of an alert's comparisons with numbers, which have series also while nothing is wrong. */
    private static String compared(String expression) {
        String inner = expression.startsWith("absent(")
                ? expression.substring("absent(".length(), expression.length() - 1)
                : expression;
        return inner.replaceAll(" (==|>|<) [0-9.]+(?= |\n|$)", "");
    }

    private static String replaced(String expression, Map<String, String> variables) {
        String result = expression;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            result = result.replace("$" + variable.getKey(), variable.getValue());
        }
        return result;
    }
}
