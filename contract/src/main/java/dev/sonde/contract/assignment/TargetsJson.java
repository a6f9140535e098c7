package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Target;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A check's target, in the one field that its protocol names. */
final class TargetsJson {
    /** One per protocol; the only list of them in this package. */
    static final List<TargetJson<?>> ALL = List.of(
            new HttpJson(),
            new TcpJson(),
            new TlsTargetJson(),
            new UdpJson(),
            new ScenarioJson(),
            new DnsJson(),
            new GrpcJson(),
            new IcmpJson(),
            new WebsocketJson());

    private TargetsJson() {}

    static void write(Target target, JsonGenerator json) throws IOException {
        for (TargetJson<?> each : ALL) {
            if (each.type().isInstance(target)) {
                json.writeObjectFieldStart(each.protocol());
                write(each, target, json);
                json.writeEndObject();
                return;
            }
        }
        throw new IllegalStateException("no JSON form for " + target.protocol());
    }

    private static <T extends Target> void write(TargetJson<T> form, Target target, JsonGenerator json)
            throws IOException {
        form.write(form.type().cast(target), json);
    }

    static Target read(JsonValue check) throws InvalidAssignmentException {
        for (TargetJson<?> each : ALL) {
            JsonValue json = check.find(each.protocol());
            if (json != null) {
                return each.read(json);
            }
        }
        throw check.invalid(
                "no protocol this agent knows",
                ALL.stream().map(TargetJson::protocol).collect(Collectors.joining(", ")));
    }
}
