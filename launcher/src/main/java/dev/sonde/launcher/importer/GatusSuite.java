package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue;
import dev.sonde.contract.yaml.ForeignValue.Field;
import dev.sonde.contract.yaml.ForeignValue.Fields;
import dev.sonde.contract.yaml.ForeignValue.Items;
import dev.sonde.contract.yaml.ForeignValue.Text;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A suite of Gatus as a scenario of ours: its endpoints are the steps, its context the variables. One thread, used once. */
final class GatusSuite {
    private static final Pattern CONTEXT = Pattern.compile("\\[CONTEXT\\]\\.([A-Za-z0-9_-]+)");
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(5);
    /** Keys that hold for a whole scenario. */
    private static final List<String> SHARED = List.of("tls", "network", "proxy");

    private final Part suite;
    private final Notes notes;
    private final SecretPlaces secrets;
    private final String owner;

    GatusSuite(Part suite, SecretPlaces secrets, String owner) {
        this.suite = suite;
        this.notes = suite.notes();
        this.secrets = secrets;
        this.owner = owner;
    }

    /** Puts the block into the check; false if it cannot be carried over, which is noted. */
    boolean put(Draft check) {
        Draft scenario = new Draft();
        for (Map.Entry<String, Text> value : suite.pairs("context").entrySet()) {
            Text text = value.getValue();
            String plain = GatusText.hasVariables(text.text())
                    ? secrets.variables(text.place(), suite.name("context"), text.text())
                    : secrets.header(text.place(), owner, value.getKey(), GatusText.plain(text.text()));
            scenario.at("variables").put(variable(value.getKey()), plain);
        }
        Names names = new Names();
        for (Part written : suite.parts("endpoints")) {
            Part endpoint = written.mapped(GatusSuite::withVariables);
            Draft step = step(endpoint, names, scenario);
            if (step == null) {
                notes.lost(suite.place(), "suite " + owner, "one of its steps cannot be carried over");
                return false;
            }
            scenario.add("steps", step);
        }
        Duration timeout = CheckTimes.of(suite, "timeout");
        check.put(
                "timeout",
                CheckTimes.timeout(timeout == null ? USUAL_TIMEOUT : timeout, suite.place("timeout"), notes));
        check.put("scenario", scenario);
        return true;
    }

    private @Nullable Draft step(Part endpoint, Names names, Draft scenario) {
        String url = endpoint.text("url", "");
        boolean web = url.toLowerCase(Locale.ROOT).matches("https?://.*") && !endpoint.has("dns");
        if (!web || GatusText.hasVariables(url)) {
            notes.lost(
                    endpoint.place("url"),
                    UserInfo.shown(url),
                    web ? "holds a variable of the environment: write its value" : "the steps of a scenario are HTTP");
            return null;
        }
        Draft made = new Draft();
        if (new GatusEndpoint(endpoint, secrets, owner, GatusText.plain(url)).put(made) == null) {
            return null;
        }
        Draft step = new Draft().put("name", names.take(endpoint.text("name", "step")));
        if (made.get("http") instanceof Draft http) {
            http.keys().forEach((key, value) -> {
                if (!SHARED.contains(key)) {
                    step.put(key, value);
                } else if (scenario.get(key) == null) {
                    scenario.put(key, value);
                }
            });
        }
        extract(endpoint, step);
        endpoint.lose("steps come one after the other; the first that fails ends the run", "always-run");
        return step;
    }

    private void extract(Part endpoint, Draft step) {
        endpoint.pairs("store").forEach((name, value) -> {
            GatusCondition stored = GatusCondition.parse(value.text() + " == x", value.place());
            String path = stored == null
                            || !stored.subject().equals("BODY")
                            || !stored.function().isEmpty()
                    ? null
                    : BodyPath.json(stored.path());
            if (path == null) {
                notes.lost(value.place(), "store." + name, "only values of a JSON body are extracted");
            } else {
                step.at("extract").put(variable(name), new Draft().put("json", path));
            }
        });
    }

    /** Names of ours have no dash. */
    private static String variable(String name) {
        return name.replace('-', '_');
    }

    private static ForeignValue withVariables(ForeignValue value) {
        if (value instanceof Text text) {
            String made = CONTEXT.matcher(text.text()).replaceAll(found -> "{{" + variable(found.group(1)) + "}}");
            return new Text(text.place(), made, text.isBinary());
        } else if (value instanceof Items items) {
            return new Items(
                    items.place(),
                    items.values().stream().map(GatusSuite::withVariables).toList());
        }
        Fields fields = (Fields) value;
        Map<String, Field> made = new LinkedHashMap<>();
        fields.byName()
                .forEach((name, field) -> made.put(name, new Field(field.place(), withVariables(field.value()))));
        return new Fields(fields.place(), made);
    }
}
