package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Plan;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** {@link IcmpTarget} as JSON. */
final class IcmpJson implements TargetJson<IcmpTarget> {
    @Override
    public String protocol() {
        return "icmp";
    }

    @Override
    public Class<IcmpTarget> type() {
        return IcmpTarget.class;
    }

    @Override
    public void write(IcmpTarget icmp, JsonGenerator json) throws IOException {
        json.writeStringField("host", icmp.host());
        json.writeNumberField("packets", icmp.packets());
        Fields.writeSeconds("spacing", icmp.spacing(), json);
        json.writeNumberField("size", icmp.size());
        json.writeNumberField("ttl", icmp.timeToLive());
        json.writeBooleanField("dontFragment", icmp.dontFragment());
        NetworkJson.write(icmp.network(), json);
        IcmpExpectation expect = icmp.expect();
        json.writeObjectFieldStart("expect");
        json.writeStringField("loss", expect.loss().toPlainString());
        if (expect.roundTrip() != null) {
            Fields.writeSeconds("roundTrip", expect.roundTrip(), json);
        }
        if (expect.jitter() != null) {
            Fields.writeSeconds("jitter", expect.jitter(), json);
        }
        json.writeEndObject();
    }

    @Override
    public IcmpTarget read(JsonValue json) throws InvalidAssignmentException {
        String host = json.field("host").text();
        int packets = (int) json.field("packets").whole(1, IcmpTarget.MAX_PACKETS);
        Duration spacing = json.field("spacing").seconds(Duration.ZERO, Plan.MAX_TIMEOUT);
        int size = (int) json.field("size").whole(0, IcmpTarget.MAX_SIZE);
        int timeToLive = (int) json.field("ttl").whole(1, 255);
        boolean dontFragment = json.field("dontFragment").bool();
        Network network = NetworkJson.read(json);
        JsonValue expect = json.field("expect");
        BigDecimal loss = expect.field("loss").parsed(BigDecimal::new);
        Duration roundTrip = Fields.optionalLimit(expect, "roundTrip");
        Duration jitter = Fields.optionalLimit(expect, "jitter");
        return json.checked(() -> new IcmpTarget(
                host,
                packets,
                spacing,
                size,
                timeToLive,
                dontFragment,
                network,
                new IcmpExpectation(loss, roundTrip, jitter)));
    }
}
