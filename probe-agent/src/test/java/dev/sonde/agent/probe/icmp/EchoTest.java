package dev.sonde.agent.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @CsvSource({
        "3, 0, 0, network unreachable",
        "3, 1, 0, host unreachable",
        "3, 4, 1400, 'packet too big, at most 1400 bytes'",
        "3, 13, 0, administratively prohibited",
        "3, 11, 0, 'unreachable, code 11'",
        "11, 0, 0, time to live exceeded",
        "12, 0, 0, 'parameter problem, code 0'",
        "0, 0, 0, ",
        "5, 1, 0, "
    })
    void refusal_ofIpv4(int type, int code, int info, String said) {
        byte[] message = told(false, type, code, info, EchoPacket.request(false, 7, 8, PAYLOAD));

        assertThat(Refusals.in(message, false, true, 7, 8)).isEqualTo(said);
        assertThat(Refusals.in(message, false, true, 6, 8)).as("of another run").isNull();
        assertThat(Refusals.in(message, false, true, 7, 9))
                .as("of another packet")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, no route to the host",
        "1, 3, 0, host unreachable",
        "2, 0, 1280, 'packet too big, at most 1280 bytes'",
        "3, 0, 0, hop limit exceeded",
        "4, 1, 0, 'parameter problem, code 1'",
        "129, 0, 0, "
    })
    void refusal_ofIpv6(int type, int code, int info, String said) {
        byte[] message = told(true, type, code, info, EchoPacket.request(true, 7, 8, PAYLOAD));

        assertThat(Refusals.in(message, true, false, 7, 8)).isEqualTo(said);
        assertThat(Refusals.in(message, true, false, 7, 9)).isNull();
    }

    @Test
    void refusal_isNoneWhateverElseComes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] message = told(false, 3, 1, 0, EchoPacket.request(false, 7, 8, PAYLOAD));
        for (int length = 0; length < message.length - PAYLOAD.length; length++) {
            assertThat(Refusals.in(Arrays.copyOf(message, length), false, true, 7, 8))
                    .as("cut short at %d", length)
                    .isNull();
        }
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            boolean six = random.nextBoolean();
            assertThatCode(() -> Refusals.in(bytes, six, !six, 7, 8))
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }

    /** A message about a packet, as a raw socket hands it out. */
    private static byte[] told(boolean ipv6, int type, int code, int info, byte[] about) {
        ByteBuffer bytes = ByteBuffer.allocate((ipv6 ? 8 + 40 : 24 + 8 + 20) + about.length);
        if (!ipv6) {
            bytes.put((byte) 0x46).position(24); // with an option
        }
        bytes.put((byte) type).put((byte) code).putShort((short) 0).putInt(info);
        int inner = bytes.position();
        bytes.put(inner, (byte) (ipv6 ? 0x60 : 0x45)).put(inner + (ipv6 ? 6 : 9), (byte) (ipv6 ? 58 : 1));
        return bytes.position(inner + (ipv6 ? 40 : 20)).put(about).array();
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
