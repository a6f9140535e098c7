package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import dev.sonde.contract.check.ScenarioTarget.Step;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link ScenarioTarget} as JSON. */
final class ScenarioJson implements TargetJson<ScenarioTarget> {
    @Override
    public String protocol() {
        return "scenario";
    }

    @Override
    public Class<ScenarioTarget> type() {
        return ScenarioTarget.class;
    }

    @Override
    public void write(ScenarioTarget scenario, JsonGenerator json) throws IOException {
        Fields.writeObjects("steps", scenario.steps(), json, ScenarioJson::writeStep);
        json.writeObjectFieldStart("variables");
        for (Map.Entry<String, SecretText> variable : scenario.variables().entrySet()) {
            json.writeStringField(variable.getKey(), variable.getValue().source());
        }
        json.writeEndObject();
        json.writeBooleanField("cookies", scenario.cookies());
        ProxyJson.write(scenario.proxy(), json);
        TlsJson.write(scenario.tls(), json);
        NetworkJson.write(scenario.network(), json);
    }

    private static void writeStep(Step step, JsonGenerator json) throws IOException {
        json.writeStringField("name", step.name());
        json.writeStringField("url", step.url());
        json.writeStringField("method", step.method());
        HeadersJson.write(step.headers(), json);
        SecretText body = step.body();
        Fields.writeOptional("body", body == null ? null : body.source(), json);
        AuthJson.write(step.auth(), json);
        HttpJson.writeRedirects(step.redirects(), json);
        json.writeObjectFieldStart("expect");
        HttpJson.writeExpectation(step.expect(), json);
        json.writeEndObject();
        json.writeObjectFieldStart("extract");
        for (Map.Entry<String, Extract> extract : step.extract().entrySet()) {
            json.writeObjectFieldStart(extract.getKey());
            writeExtract(extract.getValue(), json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeExtract(Extract extract, JsonGenerator json) throws IOException {
        if (extract instanceof Extract.Json value) {
            json.writeStringField("json", value.path().text());
        } else if (extract instanceof Extract.OfHeader header) {
            json.writeStringField("header", header.name());
            Fields.writeOptional("matches", header.matches(), json);
        } else if (extract instanceof Extract.Matches matches) {
            json.writeStringField("matches", matches.expression());
        }
    }

    @Override
    public ScenarioTarget read(JsonValue json) throws InvalidAssignmentException {
        List<Step> steps = json.field("steps").items(ScenarioJson::step);
        JsonValue variables = json.field("variables");
        Map<String, SecretText> values = new LinkedHashMap<>();
        for (String name : variables.fieldNames()) {
            values.put(name, variables.field(name).parsed(SecretText::new));
        }
        boolean cookies = json.field("cookies").bool();
        var proxy = ProxyJson.find(json);
        var tls = TlsJson.read(json.field("tls"));
        var network = NetworkJson.read(json);
        return json.checked(() -> new ScenarioTarget(steps, values, cookies, proxy, tls, network));
    }

    private static Step step(JsonValue json) throws InvalidAssignmentException {
        String name = json.field("name").text();
        String url = json.field("url").text();
        String method = HttpJson.method(json.field("method"));
        var headers = HeadersJson.read(json);
        JsonValue body = json.find("body");
        SecretText text = body == null ? null : body.parsed(SecretText::new);
        var auth = AuthJson.find(json);
        var redirects = HttpJson.redirects(json.field("redirects"));
        var expect = HttpJson.expectation(json.field("expect"));
        JsonValue extracts = json.field("extract");
        Map<String, Extract> extract = new LinkedHashMap<>();
        for (String variable : extracts.fieldNames()) {
            extract.put(variable, extract(extracts.field(variable)));
        }
        return json.checked(() -> new Step(name, url, method, headers, text, auth, redirects, expect, extract));
    }

    private static Extract extract(JsonValue json) throws InvalidAssignmentException {
        JsonValue path = json.find("json");
        String header = Fields.optionalText(json, "header");
        @Nullable String matches = Fields.optionalText(json, "matches");
        if (path != null) {
            return new Extract.Json(path.parsed(JsonPath::new));
        }
        if (header != null) {
            return new Extract.OfHeader(header, matches);
        }
        if (matches == null) {
            throw json.invalid("no source this agent knows", "json, header or matches");
        }
        return new Extract.Matches(matches);
    }
}
