package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.UdpTarget;
import java.io.IOException;

/** {@link UdpTarget} as JSON. */
final class UdpJson implements TargetJson<UdpTarget> {
    @Override
    public String protocol() {
        return "udp";
    }

    @Override
    public Class<UdpTarget> type() {
        return UdpTarget.class;
    }

    @Override
    public void write(UdpTarget udp, JsonGenerator json) throws IOException {
        json.writeStringField("address", udp.address().toString());
        NetworkJson.write(udp.network(), json);
        DialogueJson.write(udp.dialogue(), json);
        json.writeObjectFieldStart("expect");
        ExpectationJson.write(udp.expect(), json);
        json.writeEndObject();
    }

    @Override
    public UdpTarget read(JsonValue json) throws InvalidAssignmentException {
        Endpoint address = json.field("address").parsed(Endpoint::parse);
        Network network = NetworkJson.read(json);
        Dialogue dialogue = DialogueJson.read(json);
        Expectation expect = ExpectationJson.read(json.field("expect"));
        return json.checked(() -> new UdpTarget(address, network, dialogue, expect));
    }
}
