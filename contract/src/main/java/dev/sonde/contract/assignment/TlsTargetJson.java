package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.TlsTarget.StartTls;
import java.io.IOException;
import java.util.List;

/** {@link TlsTarget} as JSON. */
final class TlsTargetJson implements TargetJson<TlsTarget> {
    @Override
    public String protocol() {
        return "tls";
    }

    @Override
    public Class<TlsTarget> type() {
        return TlsTarget.class;
    }

    @Override
    public void write(TlsTarget target, JsonGenerator json) throws IOException {
        json.writeStringField("address", target.address().toString());
        StartTls starttls = target.starttls();
        Fields.writeOptional("starttls", starttls == null ? null : starttls.label(), json);
        if (!target.alpn().isEmpty()) {
            Fields.writeList("alpn", target.alpn(), json, (name, out) -> out.writeString(name));
        }
        TlsJson.write(target.tls(), json);
        NetworkJson.write(target.network(), json);
        json.writeObjectFieldStart("expect");
        ExpectationJson.write(target.expect(), json);
        json.writeEndObject();
    }

    @Override
    public TlsTarget read(JsonValue json) throws InvalidAssignmentException {
        Endpoint address = json.field("address").parsed(Endpoint::parse);
        StartTls starttls = Fields.optionalWord(json, "starttls", StartTls.values(), StartTls::label);
        JsonValue alpn = json.find("alpn");
        List<String> offered = alpn == null ? List.of() : alpn.items(JsonValue::text);
        Tls tls = TlsJson.read(json.field("tls"));
        Network network = NetworkJson.read(json);
        Expectation expect = ExpectationJson.read(json.field("expect"));
        return json.checked(() -> new TlsTarget(address, starttls, offered, tls, network, expect));
    }
}
