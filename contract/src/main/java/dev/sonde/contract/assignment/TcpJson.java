package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import java.io.IOException;

/** {@link TcpTarget} as JSON. */
final class TcpJson implements TargetJson<TcpTarget> {
    @Override
    public String protocol() {
        return "tcp";
    }

    @Override
    public Class<TcpTarget> type() {
        return TcpTarget.class;
    }

    @Override
    public void write(TcpTarget tcp, JsonGenerator json) throws IOException {
        json.writeStringField("address", tcp.address().toString());
        TlsJson.write(tcp.tls(), json);
        NetworkJson.write(tcp.network(), json);
        DialogueJson.write(tcp.dialogue(), json);
        json.writeObjectFieldStart("expect");
        ExpectationJson.write(tcp.expect(), json);
        json.writeEndObject();
    }

    @Override
    public TcpTarget read(JsonValue json) throws InvalidAssignmentException {
        Endpoint address = json.field("address").parsed(Endpoint::parse);
        Tls tls = TlsJson.find(json);
        Network network = NetworkJson.read(json);
        Dialogue dialogue = DialogueJson.read(json);
        Expectation expect = ExpectationJson.read(json.field("expect"));
        return json.checked(() -> new TcpTarget(address, tls, network, dialogue, expect));
    }
}
