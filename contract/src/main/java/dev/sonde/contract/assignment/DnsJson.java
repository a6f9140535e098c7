package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.RecordMatch;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.check.Tls;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link DnsTarget} as JSON. */
final class DnsJson implements TargetJson<DnsTarget> {
    private static final int MAX_RECORDS = 1_000_000;

    @Override
    public String protocol() {
        return "dns";
    }

    @Override
    public Class<DnsTarget> type() {
        return DnsTarget.class;
    }

    @Override
    public void write(DnsTarget dns, JsonGenerator json) throws IOException {
        Endpoint server = dns.server();
        Fields.writeOptional("server", server == null ? null : server.toString(), json);
        json.writeStringField("transport", dns.transport().label());
        TlsJson.write(dns.tls(), json);
        NetworkJson.write(dns.network(), json);
        json.writeStringField("name", dns.name());
        json.writeStringField("type", dns.type());
        json.writeStringField("class", dns.queryClass());
        json.writeBooleanField("recursion", dns.recursion());
        DnsExpectation expect = dns.expect();
        json.writeObjectFieldStart("expect");
        Fields.writeList("rcode", expect.rcodes(), json, (rcode, out) -> out.writeString(rcode));
        write("answer", expect.answer(), json);
        write("authority", expect.authority(), json);
        write("additional", expect.additional(), json);
        ExpectationJson.write(expect.common(), json);
        json.writeEndObject();
    }

    private static void write(String section, RecordsExpectation records, JsonGenerator json) throws IOException {
        if (records.equals(RecordsExpectation.NONE)) {
            return;
        }
        json.writeObjectFieldStart(section);
        json.writeNumberField("min", records.min());
        Fields.writeObjects("matches", records.matches(), json, (match, out) -> {
            out.writeStringField("rule", match.rule().label());
            out.writeStringField("expression", match.expression());
        });
        json.writeEndObject();
    }

    @Override
    public DnsTarget read(JsonValue json) throws InvalidAssignmentException {
        JsonValue written = json.find("server");
        Endpoint server = written == null ? null : written.parsed(Endpoint::parse);
        Transport transport = Fields.word(json.field("transport"), Transport.values(), Transport::label);
        Tls tls = TlsJson.find(json);
        Network network = NetworkJson.read(json);
        String name = json.field("name").text();
        String type = json.field("type").text();
        String queryClass = json.field("class").text();
        boolean recursion = json.field("recursion").bool();
        DnsExpectation expect = expect(json.field("expect"));
        return json.checked(
                () -> new DnsTarget(server, transport, tls, network, name, type, queryClass, recursion, expect));
    }

    private static DnsExpectation expect(JsonValue json) throws InvalidAssignmentException {
        List<String> rcodes = json.field("rcode").items(JsonValue::text);
        RecordsExpectation answer = records(json.find("answer"));
        RecordsExpectation authority = records(json.find("authority"));
        RecordsExpectation additional = records(json.find("additional"));
        Expectation common = ExpectationJson.read(json);
        return json.checked(() -> new DnsExpectation(rcodes, answer, authority, additional, common));
    }

    private static RecordsExpectation records(@Nullable JsonValue json) throws InvalidAssignmentException {
        if (json == null) {
            return RecordsExpectation.NONE;
        }
        int min = (int) json.field("min").whole(0, MAX_RECORDS);
        return new RecordsExpectation(
                min,
                json.field("matches")
                        .items(item -> new RecordMatch(
                                Fields.word(item.field("rule"), Rule.values(), Rule::label),
                                item.field("expression").text())));
    }
}
