package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import java.io.IOException;

/** {@link Network} as the field {@code network}, absent if it is the usual one. */
final class NetworkJson {
    private NetworkJson() {}

    static void write(Network network, JsonGenerator json) throws IOException {
        if (network.equals(Network.DEFAULT)) {
            return;
        }
        json.writeObjectFieldStart("network");
        IpFamily prefer = network.prefer();
        Fields.writeOptional("prefer", prefer == null ? null : prefer.label(), json);
        json.writeBooleanField("fallback", network.fallback());
        Fields.writeOptional("sourceAddress", network.sourceAddress(), json);
        json.writeStringField("addresses", network.addresses().label());
        json.writeStringField("rule", network.rule().label());
        json.writeEndObject();
    }

    static Network read(JsonValue target) throws InvalidAssignmentException {
        JsonValue json = target.find("network");
        if (json == null) {
            return Network.DEFAULT;
        }
        IpFamily prefer = Fields.optionalWord(json, "prefer", IpFamily.values(), IpFamily::label);
        boolean fallback = json.field("fallback").bool();
        String source = Fields.optionalText(json, "sourceAddress");
        Network.Addresses addresses =
                Fields.word(json.field("addresses"), Network.Addresses.values(), Network.Addresses::label);
        Network.Rule rule = Fields.word(json.field("rule"), Network.Rule.values(), Network.Rule::label);
        return json.checked(() -> new Network(prefer, fallback, source, addresses, rule));
    }
}
