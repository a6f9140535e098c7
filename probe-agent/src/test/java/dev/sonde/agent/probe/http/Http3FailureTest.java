package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.Http3Target;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can go wrong with HTTP/3, and how it is told. */
class Http3FailureTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test", "127.0.0.1");

    Tls trusting;

    @BeforeEach
    void open() {
        Http3Target.demandQuic();
        trusting = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @Test
    void peer_thatSaysNothingIsATimeoutOfConnect() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Sample sample = loop.run(secure("shop.test", silent.getLocalPort()), Duration.ofMillis(300));

            assertFailed(
                    sample,
                    FailureReason.CONNECT_TIMEOUT,
                    "no QUIC answer from 127.0.0.1:" + silent.getLocalPort() + " (UDP) within 300ms");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
        }
    }

    @Test
    void port_thatIsClosedIsRefused() throws IOException {
        int port;
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Sample sample = loop.run(secure("shop.test", port));

        assertFailed(sample, FailureReason.CONNECT_REFUSED, "QUIC to 127.0.0.1:" + port + " (UDP): refused");
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
    }

    @Test
    void handshake_thatStopsHalfWayIsATimeoutOfTls() {
        try (Http3Target target = new Http3Target(SHOP, Http3Target.ok("fine"))
                .retrying()
                .holding(0, 5_000)
                .start()) {
            Sample sample = loop.run(secure("shop.test", target.port()), Duration.ofMillis(400));

            assertFailed(sample, FailureReason.TIMEOUT, "the QUIC handshake was not completed within 400ms");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
        }
    }

    @Test
    void certificate_untrusted() {
        try (Http3Target target = start(SHOP)) {
            Sample sample = loop.run(Targets.with(secure("shop.test", target.port()), Tls.DEFAULT));

            assertCertificateRefused(sample, "certificate: not signed by a trusted authority", SHOP);
        }
    }

    @Test
    void certificate_expired() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        try (Http3Target target = start(expired)) {
            Sample sample = loop.run(secure("shop.test", target.port()));

            assertThat(sample.detail()).startsWith("certificate: expired (NotAfter: ");
            assertCertificateRefused(sample, sample.detail(), expired);
        }
    }

    @Test
    void certificate_forAnotherName() {
        try (Http3Target target = start(SHOP)) {
            Sample sample = loop.run(secure("other.test", target.port()));

            assertThat(sample.detail())
                    .startsWith("certificate: for another name (")
                    .contains("other.test");
            assertCertificateRefused(sample, sample.detail(), SHOP);
        }
    }

    @Test
    void certificate_isVerifiedForAddressesAndNamesWithoutADotToo() {
        Identity dotless = AUTHORITY.identity("dotless");
        try (Http3Target byAddress = start(SHOP);
                Http3Target byName = start(dotless)) {
            assertThat(loop.run(secure("127.0.0.1", byAddress.port())).outcome())
                    .isEqualTo(Outcome.SUCCESS);
            Sample sample = loop.run(secure("dotless", byName.port()));
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(loop.run(secure("dotless", byAddress.port())).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
        }
    }

    @Test
    void certificate_isNotLookedAtIfTheCheckSaysSo() {
        try (Http3Target target = start(AUTHORITY.identity("elsewhere.test"))) {
            HttpTarget check = Targets.with(secure("shop.test", target.port()), new Tls(null, null, false));

            assertThat(loop.run(check).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void serverName_isVerifiedInPlaceOfTheHost() {
        try (Http3Target target = start(SHOP)) {
            HttpTarget check =
                    Targets.with(secure("other.test", target.port()), new Tls(trusting.caFile(), "shop.test", true));

            assertThat(loop.run(check).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    private static void assertCertificateRefused(Sample sample, String detail, Identity shown) {
        assertFailed(sample, FailureReason.TLS_CERTIFICATE, detail);
        assertThat(sample.certificateExpiry())
                .isEqualTo(shown.certificate().getNotAfter().toInstant());
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
        assertThat(sample.trail().trail().certificate()).isNotNull();
    }

    @Test
    void peer_thatSpeaksAnotherProtocolOverQuic() {
        try (Http3Target target =
                new Http3Target(SHOP, Http3Target.ok("fine")).agreeing("doq").start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.PROTOCOL,
                    "the peer does not speak HTTP/3: it did not agree to h3");
        }
    }

    @Test
    void peer_thatSpeaksAnotherVersionOfQuic() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> negotiate(socket));
            peer.start();
            Sample sample = loop.run(secure("shop.test", socket.getLocalPort()));
            peer.join();

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            assertThat(sample.detail()).startsWith("QUIC: ");
        }
    }

    /** Answers the first packet with a version negotiation that leaves nothing to choose (RFC 9000, 17.2.1). */
    private static void negotiate(DatagramSocket socket) {
        try {
            DatagramPacket first = new DatagramPacket(new byte[2048], 2048);
            socket.receive(first);
            byte[] theirs = first.getData();
            byte[] destination = slice(theirs, 6, theirs[5]);
            byte[] source = slice(theirs, 7 + theirs[5], theirs[6 + theirs[5]]);
            ByteBuffer answer = ByteBuffer.allocate(64);
            answer.put((byte) 0xC0).putInt(0);
            answer.put((byte) source.length).put(source);
            answer.put((byte) destination.length).put(destination);
            answer.putInt(0x5A5A5A5A);
            socket.send(new DatagramPacket(answer.array(), answer.position(), first.getSocketAddress()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    @Test
    void peer_thatSendsGarbageIsHeardOfButNeverAnswers() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> {
                try {
                    DatagramPacket first = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(first);
                    socket.send(
                            new DatagramPacket("hello".getBytes(StandardCharsets.UTF_8), 5, first.getSocketAddress()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            peer.start();
            Sample sample = loop.run(secure("shop.test", socket.getLocalPort()), Duration.ofMillis(400));
            peer.join();

            assertFailed(sample, FailureReason.TIMEOUT, "the QUIC handshake was not completed within 400ms");
        }
    }

    @Test
    void stream_reset() {
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> exchange.stream().shutdownOutput(0x102)).start()) {
            Sample sample = loop.run(secure("shop.test", target.port()));

            assertFailed(
                    sample,
                    FailureReason.CONNECTION_RESET,
                    "the peer reset the HTTP/3 stream with H3_INTERNAL_ERROR before the response head");
        }
    }

    @Test
    void stream_resetInTheMiddleOfTheBody() {
        Http3Target.Script script = exchange -> {
            exchange.head(200).piece(new byte[100]);
            exchange.after(30, () -> exchange.stream().shutdownOutput(0x777));
        };
        try (Http3Target target = new Http3Target(SHOP, script).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.CONNECTION_RESET,
                    "the peer reset the HTTP/3 stream with code 0x777 before the end of the response");
        }
    }

    @Test
    void connection_closedByThePeerTellsItsWords() {
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> exchange.closeConnection(true, 0x107, "too\nmany")).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.CONNECTION_RESET,
                    "the peer closed the connection with H3_EXCESSIVE_LOAD before the response head: toomany");
        }
    }

    @Test
    void connection_closedRightBehindTheAnswerSpoilsNothing() {
        Http3Target.Script script = exchange -> {
            exchange.head(200).end("fine");
            exchange.closeConnection(true, 0x100, "bye");
        };
        try (Http3Target target = new Http3Target(SHOP, script).start()) {
            for (int run = 0; run < 10; run++) {
                Sample sample = loop.run(secure("shop.test", target.port()));
                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            }
        }
    }

    @Test
    void connection_thatThePeerRefuses() {
        try (Http3Target target = new Http3Target(SHOP, exchange -> exchange.closeConnection(false, 0x2, "")).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.CONNECT_REFUSED,
                    "the peer refused the QUIC connection");
        }
    }

    @Test
    void goAway_thatLeavesTheRequestOut() {
        try (Http3Target target = new Http3Target(SHOP, Http3Target.Exchange::goAway).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.CONNECTION_RESET,
                    "the peer said GOAWAY, so that it answers no request of the connection, before the response head");
        }
    }

    @Test
    void peer_thatFallsSilentIsGivenUpWhenItWantsToBe() {
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> {}).idlingAtMost(300).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.TIMEOUT,
                    "nothing was heard of the peer for as long as it keeps a connection that is idle, before the response"
                            + " head");
        }
    }

    @Test
    void answer_thatIsLate() {
        try (Http3Target target = new Http3Target(SHOP, exchange -> {}).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port()), Duration.ofMillis(400)),
                    FailureReason.TIMEOUT,
                    "no response head within 400ms");
        }
    }

    @Test
    void answer_whoseHeadIsTooLong() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange ->
                                exchange.head(200, "x-long", "y".repeat(70_000)).end(""))
                .start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.TOO_LARGE,
                    "response head: longer than 65536 bytes (expected: at most that)");
        }
    }

    @Test
    void answer_whoseBodyIsTooLong() {
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> exchange.head(200).end(new byte[20_001])).start()) {
            assertFailed(
                    loop.run(Targets.withMaxBody(secure("shop.test", target.port()), 20_000)),
                    FailureReason.TOO_LARGE,
                    "response body: over 20000 bytes (expected: at most that)");
        }
    }

    @Test
    void answer_thatIsNoHttp3() {
        Map<String, byte[]> broken = Map.of(
                "data before a head", new byte[] {0x0, 0x1, 'x'},
                "a frame of HTTP/2", new byte[] {0x2, 0x1, 'x'},
                "a head that cannot be unpacked", new byte[] {0x1, 0x3, 0, 0, (byte) 0xFF});
        broken.forEach((what, bytes) -> {
            try (Http3Target target = new Http3Target(SHOP, exchange -> exchange.raw(bytes)).start()) {
                Sample sample = loop.run(secure("shop.test", target.port()));

                assertThat(sample.outcome())
                        .as("%s: %s", what, sample.detail())
                        .isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
                assertThat(sample.detail()).startsWith("the peer did not answer in HTTP/3: ");
            }
        });
    }

    @Test
    void answer_thatEndsBeforeItsLength() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange -> exchange.head(200, "content-length", "10").end("short"))
                .start()) {
            Sample sample = loop.run(secure("shop.test", target.port()));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
        }
    }

    @Test
    void answer_withoutAHead() {
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> exchange.stream().shutdownOutput()).start()) {
            assertFailed(
                    loop.run(secure("shop.test", target.port())),
                    FailureReason.PROTOCOL,
                    "the peer did not answer in HTTP/3: the answer has no head");
        }
    }

    @Test
    void sourceAddress_isTheOneThatIsDialledFrom() {
        try (Http3Target target = start(SHOP)) {
            HttpTarget check = secure("shop.test", target.port());
            Network from = new Network(null, true, "127.0.0.9", Network.Addresses.FIRST, Network.Rule.ALL);
            assertThat(loop.run(check.toBuilder().network(from).build()).outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    private static Http3Target start(Identity identity) {
        return new Http3Target(identity, Http3Target.ok("fine")).start();
    }

    private static void assertFailed(Sample sample, FailureReason reason, String detail) {
        assertThat(sample.detail()).isEqualTo(detail);
        assertThat(sample.outcome()).isEqualTo(Outcome.failure(reason));
    }

    private HttpTarget secure(String host, int port) {
        HttpTarget check = Targets.get("https://" + host + ":" + port + "/");
        return Targets.with(Targets.with(check, trusting), Version.HTTP_3);
    }
}
