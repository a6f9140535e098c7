package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import java.io.IOException;
import java.util.List;

/** {@link GrpcTarget} as JSON. */
final class GrpcJson implements TargetJson<GrpcTarget> {
    @Override
    public String protocol() {
        return "grpc";
    }

    @Override
    public Class<GrpcTarget> type() {
        return GrpcTarget.class;
    }

    @Override
    public void write(GrpcTarget grpc, JsonGenerator json) throws IOException {
        json.writeStringField("address", grpc.address().toString());
        json.writeStringField("service", grpc.service());
        TlsJson.write(grpc.tls(), json);
        NetworkJson.write(grpc.network(), json);
        HeadersJson.write(grpc.metadata(), json);
        json.writeObjectFieldStart("expect");
        Fields.writeList("serving", grpc.serving(), json, (word, out) -> out.writeString(word.label()));
        ExpectationJson.write(grpc.expect(), json);
        json.writeEndObject();
    }

    @Override
    public GrpcTarget read(JsonValue json) throws InvalidAssignmentException {
        Endpoint address = json.field("address").parsed(Endpoint::parse);
        String service = json.field("service").text();
        Tls tls = TlsJson.find(json);
        Network network = NetworkJson.read(json);
        List<Header> metadata = HeadersJson.read(json);
        JsonValue expect = json.field("expect");
        List<Serving> serving =
                expect.field("serving").items(item -> Fields.word(item, Serving.values(), Serving::label));
        Expectation common = ExpectationJson.read(expect);
        return json.checked(() -> new GrpcTarget(address, service, tls, network, metadata, serving, common));
    }
}
