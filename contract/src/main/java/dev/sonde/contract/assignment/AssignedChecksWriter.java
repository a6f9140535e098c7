package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpExpectation.TextMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one check as JSON, in the order in which {@link AssignedChecksReader} reads it. */
final class AssignedChecksWriter {
    private AssignedChecksWriter() {}

    static void write(AssignedCheck assigned, JsonGenerator json) throws IOException {
        Check check = assigned.check();
        json.writeStartObject();
        json.writeStringField("name", check.name().value());
        writeOptional("service", check.service(), json);
        writeOptional("owner", check.owner(), json);
        writeOptional("purpose", check.purpose(), json);
        writeOptional("runbook", check.runbook(), json);
        json.writeStringField("priority", check.priority());
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : check.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        writeSeconds("interval", check.interval(), json);
        writeSeconds("timeout", check.timeout(), json);
        json.writeArrayFieldStart("locations");
        for (Location location : check.locations()) {
            json.writeString(location.value());
        }
        json.writeEndArray();
        json.writeNumberField("hardDown", check.hardDown());
        writeSeconds("certificateWarn", check.certificateWarn(), json);
        json.writeArrayFieldStart("limits");
        for (Duration limit : assigned.limits()) {
            json.writeNumber(seconds(limit));
        }
        json.writeEndArray();
        // One field per protocol: sealed, so a new one does not compile without its branch here.
        if (check.target() instanceof HttpTarget http) {
            writeHttp(http, json);
        }
        json.writeEndObject();
    }

    private static void writeHttp(HttpTarget http, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("http");
        json.writeStringField("url", http.url().toString());
        json.writeStringField("method", http.method());
        json.writeArrayFieldStart("headers");
        for (HttpTarget.Header header : http.headers()) {
            json.writeStartObject();
            json.writeStringField("name", header.name());
            json.writeStringField("value", header.value().source());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (http.body() != null) {
            json.writeStringField("body", http.body().source());
        }
        json.writeStringField("version", http.version().label());
        json.writeObjectFieldStart("redirects");
        json.writeBooleanField("follow", http.redirects().follow());
        json.writeNumberField("max", http.redirects().max());
        json.writeEndObject();
        json.writeObjectFieldStart("tls");
        writeOptional("caFile", http.tls().caFile(), json);
        writeOptional("serverName", http.tls().serverName(), json);
        json.writeBooleanField("verify", http.tls().verify());
        json.writeEndObject();
        json.writeNumberField("maxBodyBytes", http.maxBodyBytes());
        writeExpectation(http.expect(), json);
        json.writeEndObject();
    }

    private static void writeExpectation(HttpExpectation expect, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("expect");
        json.writeArrayFieldStart("status");
        for (StatusMatch status : expect.status()) {
            json.writeString(status.toString());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("headers");
        for (HeaderMatch header : expect.headers()) {
            json.writeStartObject();
            json.writeStringField("name", header.name());
            writeTextMatch(header.match(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("body");
        for (TextMatch match : expect.body()) {
            json.writeStartObject();
            writeTextMatch(match, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (expect.responseTime() != null) {
            writeSeconds("responseTime", expect.responseTime(), json);
        }
        json.writeNumberField("certificateDaysLeft", expect.certificateDaysLeft());
        json.writeEndObject();
    }

    private static void writeTextMatch(TextMatch match, JsonGenerator json) throws IOException {
        if (match instanceof TextMatch.Contains contains) {
            json.writeStringField("contains", contains.text());
        } else if (match instanceof TextMatch.Matches matches) {
            json.writeStringField("matches", matches.expression());
        }
    }

    private static void writeOptional(String name, @Nullable String text, JsonGenerator json) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private static void writeSeconds(String name, Duration duration, JsonGenerator json) throws IOException {
        json.writeNumberField(name, seconds(duration));
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), 9))
                .stripTrailingZeros();
    }
}
