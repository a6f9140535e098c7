package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.TextMatch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions on texts and bodies: the fields {@code body}, {@code json}, {@code cel} and {@code size}. */
final class BodyJson {
    private BodyJson() {}

    static void write(BodyExpectation body, JsonGenerator json) throws IOException {
        Fields.writeObjects("body", body.texts(), json, BodyJson::writeText);
        if (!body.json().isEmpty()) {
            Fields.writeObjects("json", body.json(), json, (match, out) -> {
                out.writeStringField("path", match.path().text());
                out.writeStringField("comparison", match.comparison().label());
                out.writeStringField("value", match.value());
            });
        }
        Fields.writeOptional("cel", body.cel(), json);
    }

    static BodyExpectation read(JsonValue expect) throws InvalidAssignmentException {
        JsonValue json = expect.find("json");
        return new BodyExpectation(
                expect.field("body").items(BodyJson::readText),
                json == null ? List.of() : json.items(BodyJson::match),
                Fields.optionalText(expect, "cel"));
    }

    /** One condition on a text, as a field of an object already begun. */
    static void writeText(TextMatch match, JsonGenerator json) throws IOException {
        if (match instanceof TextMatch.Contains contains) {
            json.writeStringField("contains", contains.text());
        } else if (match instanceof TextMatch.Matches matches) {
            json.writeStringField("matches", matches.expression());
        } else if (match instanceof TextMatch.NotContains notContains) {
            json.writeStringField("notContains", notContains.text());
        } else if (match instanceof TextMatch.NotMatches notMatches) {
            json.writeStringField("notMatches", notMatches.expression());
        }
    }

    static TextMatch readText(JsonValue json) throws InvalidAssignmentException {
        JsonValue contains = json.find("contains");
        JsonValue matches = json.find("matches");
        JsonValue notContains = json.find("notContains");
        JsonValue notMatches = json.find("notMatches");
        if (contains != null) {
            return new TextMatch.Contains(contains.text());
        }
        if (matches != null) {
            return new TextMatch.Matches(matches.text());
        }
        if (notContains != null) {
            return new TextMatch.NotContains(notContains.text());
        }
        if (notMatches != null) {
            return new TextMatch.NotMatches(notMatches.text());
        }
        throw json.invalid("no condition this agent knows", "contains, matches, notContains or notMatches");
    }

    private static JsonMatch match(JsonValue json) throws InvalidAssignmentException {
        JsonPath path = json.field("path").parsed(JsonPath::new);
        Comparison comparison = Fields.word(json.field("comparison"), Comparison.values(), Comparison::label);
        String value = json.field("value").text();
        return json.checked(() -> new JsonMatch(path, comparison, value));
    }

    static void writeSize(@Nullable SizeLimits size, JsonGenerator json) throws IOException {
        if (size == null) {
            return;
        }
        json.writeObjectFieldStart("size");
        json.writeNumberField("min", size.min());
        Long most = size.max();
        if (most != null) {
            json.writeNumberField("max", most);
        }
        json.writeEndObject();
    }

    static @Nullable SizeLimits findSize(JsonValue expect) throws InvalidAssignmentException {
        JsonValue json = expect.find("size");
        if (json == null) {
            return null;
        }
        long least = json.field("min").whole(0, Long.MAX_VALUE);
        JsonValue max = json.find("max");
        Long most = max == null ? null : max.whole(0, Long.MAX_VALUE);
        return json.checked(() -> new SizeLimits(least, most));
    }
}
