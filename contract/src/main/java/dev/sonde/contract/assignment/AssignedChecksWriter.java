package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Writes one check as JSON, in the order in which {@link AssignedChecksReader} reads it. */
final class AssignedChecksWriter {
    private AssignedChecksWriter() {}

    static void write(AssignedCheck assigned, JsonGenerator json) throws IOException {
        Check check = assigned.check();
        json.writeStartObject();
        json.writeStringField("name", check.name().value());
        Fields.writeOptional("service", check.service(), json);
        Fields.writeOptional("owner", check.owner(), json);
        Fields.writeOptional("purpose", check.purpose(), json);
        Fields.writeOptional("runbook", check.runbook(), json);
        json.writeStringField("priority", check.priority());
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : check.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        Fields.writeSeconds("interval", check.interval(), json);
        Fields.writeSeconds("timeout", check.timeout(), json);
        json.writeArrayFieldStart("locations");
        for (Location location : check.locations()) {
            json.writeString(location.value());
        }
        json.writeEndArray();
        json.writeNumberField("hardDown", check.hardDown());
        Fields.writeSeconds("certificateWarn", check.certificateWarn(), json);
        json.writeArrayFieldStart("limits");
        for (Duration limit : assigned.limits()) {
            json.writeNumber(Fields.seconds(limit));
        }
        json.writeEndArray();
        TargetsJson.write(check.target(), json);
        ConductJson.write(check.conduct(), json);
        json.writeEndObject();
    }
}
