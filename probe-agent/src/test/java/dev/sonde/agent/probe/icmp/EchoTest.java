package dev.sonde.agent.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {
    private static final byte[] PAYLOAD = "sonde".getBytes(StandardCharsets.US_ASCII);

    @Test
    void request_carriesTheChecksumOfRfc792() {
        byte[] packet = EchoPacket.request(false, 0x1234, 1, "ab".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(packet)).isEqualTo("0800" + "8468" + "1234" + "0001" + "6162");
        assertThat(EchoPacket.checksum(packet)).as("over the whole it is zero").isZero();
    }

    @Test
    void isReply_takesOnlyTheReplyToThatRequest() {
        byte[] reply = EchoPacket.request(true, 7, 8, PAYLOAD);
        reply[0] = (byte) 129;

        assertThat(EchoPacket.isReply(reply, true, false, false, 7, 8, PAYLOAD)).isTrue();
        assertThat(EchoPacket.isReply(reply, true, false, false, 6, 8, PAYLOAD)).isFalse();
        assertThat(EchoPacket.isReply(reply, true, false, true, 6, 8, PAYLOAD)).isTrue();
        assertThat(EchoPacket.isReply(reply, true, false, false, 7, 9, PAYLOAD)).isFalse();
        assertThat(EchoPacket.isReply(reply, false, false, false, 7, 8, PAYLOAD))
                .isFalse();
        assertThat(EchoPacket.isReply(new byte[3], true, false, false, 7, 8, PAYLOAD))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void of_isAnsweredByThisMachine(String address) throws Exception {
        EchoReply reply = echo(address, PAYLOAD);

        assertThat(reply.came()).isTrue();
        assertThat(reply.hopLimit()).isEqualTo(64);
        assertThat(reply.roundTripNanos()).isBetween(1L, TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void of_carriesALongPayload() throws Exception {
        assertThat(echo("127.0.0.1", new byte[8000]).came()).isTrue();
    }

    private static EchoReply echo(String address, byte[] payload) throws Exception {
        EchoRequest request = new EchoRequest(
                InetAddress.getByName(address),
                null,
                4711,
                1,
                64,
                false,
                new EchoRequest.Payload(payload),
                TimeUnit.SECONDS.toNanos(5));
        try {
            return Echo.of(request, System::nanoTime);
        } catch (EchoException e) {
            Assumptions.assumeFalse(e.isNotPermitted(), "SKIPPED: " + e.getMessage());
            throw e;
        }
    }
}
