package dev.sonde.agent.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.Nearest;
import dev.sonde.agent.target.NameServer;
import dev.sonde.agent.target.NameServer.Reply;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.DnsTarget.Transport;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a run of a DNS check finds out, against name servers that answer as a test has it. */
class DnsProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long EARLY = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void udp_theAnswersDelayIsProcessing() {
        try (NameServer server = new NameServer(NameServer.delaying(DELAY, NameServer.addresses("192.0.2.1")))) {
            Sample sample = Nearest.of(Map.of(Phase.PROCESSING, DELAY), () -> loop.run(target(server.port())));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(DELAY - EARLY, DELAY + Nearest.TOLERANCE);
            assertThat(sample.phases().nanos(Phase.RESOLVE)).isLessThan(DELAY);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @Test
    void tcp_theAnswersDelayIsProcessing() {
        try (TcpTarget server =
                new TcpTarget(NameServer.byTcp(NameServer.delaying(DELAY, NameServer.addresses("192.0.2.1"))))) {
            DnsTarget target = target(server.port()).withTransport(Transport.TCP, null);
            Sample sample = Nearest.of(Map.of(Phase.PROCESSING, DELAY), () -> loop.run(target));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(DELAY - EARLY, DELAY + Nearest.TOLERANCE);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }

    @Test
    void tls_handshakeAndAnswerAreApart() {
        TestAuthority.Identity identity = AUTHORITY.identity("shop.test");
        try (TcpTarget server = new TcpTarget(new TlsConversation(
                        identity, NameServer.byTcp(NameServer.delaying(DELAY, NameServer.addresses("192.0.2.1"))))
                .delaying(DELAY))) {
            DnsTarget target = target(server.port()).withTransport(Transport.TLS, trusting());
            Sample sample = Nearest.of(Map.of(Phase.TLS, DELAY, Phase.PROCESSING, DELAY), () -> loop.run(target));

            long arithmetic = 3 * Nearest.TOLERANCE; // a handshake is work as well
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.TLS)).isBetween(DELAY - EARLY, DELAY + arithmetic);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(DELAY - EARLY, DELAY + arithmetic);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry()).isNotNull();
        }
    }

    @Test
    void tls_certificateIsToldAlsoWhenItIsRefused() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        TestAuthority.Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        try (TcpTarget server =
                new TcpTarget(new TlsConversation(expired, NameServer.byTcp(NameServer.addresses("192.0.2.1"))))) {
            Sample sample = loop.run(target(server.port()).withTransport(Transport.TLS, trusting()));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
            assertThat(sample.certificateExpiry()).isEqualTo(until);
        }
    }

    @Test
    void answerCutShort_isAskedForAgainByTcp() {
        Reply whole = query -> List.of(NameServer.answer(query, 0, "192.0.2.1", "192.0.2.2"));
        try (TcpTarget byTcp = new TcpTarget(NameServer.byTcp(NameServer.delaying(DELAY, whole)));
                NameServer byUdp = new NameServer(
                        byTcp.port(), NameServer.delaying(DELAY, query -> List.of(NameServer.answer(query, 0x0200))))) {
            DnsTarget target = expecting(
                    byTcp.port(), DnsExpectation.DEFAULT.withAnswer(RecordsExpectation.of(Rule.SOME, "192.0.2.2")));
            Sample sample = Nearest.of(Map.of(Phase.PROCESSING, 2 * DELAY), () -> loop.run(target));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.PROCESSING))
                    .isBetween(2 * (DELAY - EARLY), 2 * DELAY + Nearest.TOLERANCE);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(byUdp.queries()).isEqualTo(byTcp.accepted());
            assertThat(sample.trail().trail().notes())
                    .contains(new Trail.Note("truncated", "the answer by UDP was cut short; asked again by TCP"));
        }
    }

    @Test
    void rcode_thatIsNotExpected() {
        try (NameServer server = new NameServer(query -> List.of(NameServer.answer(query, 3)))) {
            Sample sample = loop.run(target(server.port()));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(sample.detail()).isEqualTo("rcode: NXDOMAIN (expected: NOERROR)");
            assertThat(sample.status()).isEqualTo(3);
            assertThat(loop.run(expecting(server.port(), DnsExpectation.DEFAULT.withRcodes("SERVFAIL", "NXDOMAIN")))
                            .outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void records_areHeldAgainstEveryKindOfCondition() {
        try (NameServer server = new NameServer(NameServer.addresses("192.0.2.1", "198.51.100.1"))) {
            assertThat(detail(server, RecordsExpectation.of(Rule.SOME, "\tA\t192\\.0\\.2\\.")))
                    .isEmpty();
            assertThat(detail(server, RecordsExpectation.of(Rule.SOME, "203.0.113")))
                    .isEqualTo("answer: 'shop.test. 300 IN A 192.0.2.1' and 1 more"
                            + " (expected: one to match '203.0.113')");
            assertThat(detail(server, RecordsExpectation.of(Rule.EVERY, "^shop\\.test\\.\t300\tIN")))
                    .isEmpty();
            assertThat(detail(server, RecordsExpectation.of(Rule.EVERY, "192.0.2")))
                    .isEqualTo("answer: 'shop.test. 300 IN A 198.51.100.1' (expected: every one to match '192.0.2')");
            assertThat(detail(server, RecordsExpectation.of(Rule.NONE, "203.0.113")))
                    .isEmpty();
            assertThat(detail(server, RecordsExpectation.of(Rule.NONE, "198.51")))
                    .isEqualTo("answer: 'shop.test. 300 IN A 198.51.100.1' (expected: none to match '198.51')");
            assertThat(detail(server, RecordsExpectation.of(Rule.NOT_EVERY, "192.0.2")))
                    .isEmpty();
            assertThat(detail(server, RecordsExpectation.of(Rule.NOT_EVERY, "shop")))
                    .endsWith("(expected: one not to match 'shop')");
            assertThat(detail(server, new RecordsExpectation(2, List.of()))).isEmpty();
            assertThat(detail(server, new RecordsExpectation(3, List.of())))
                    .isEqualTo("answer: 2 records (expected: at least 3)");
        }
    }

    private String detail(NameServer server, RecordsExpectation answer) {
        Sample sample = loop.run(expecting(server.port(), DnsExpectation.DEFAULT.withAnswer(answer)));
        assertThat(sample.outcome())
                .isEqualTo(sample.detail().isEmpty() ? Outcome.SUCCESS : Outcome.failure(FailureReason.ASSERTION));
        return sample.detail();
    }

    @Test
    void silence_isATimeout() {
        try (NameServer server = new NameServer(query -> List.of())) {
            Sample sample = loop.run(target(server.port()), Duration.ofMillis(200));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sample.detail()).isEqualTo("no answer of 127.0.0.1:" + server.port() + " within 200ms");
        }
    }

    @Test
    void closedPort_isRefused() throws IOException {
        int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }

        Sample sample = loop.run(target(port));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
        assertThat(sample.detail()).isEqualTo("datagram to 127.0.0.1:" + port + ": port unreachable");
    }

    @Test
    void garbageAndAnswersToOtherQuestions_areOfAnotherProtocol() {
        assertThat(refusal(query -> List.of(new byte[] {1, 2, 3})))
                .isEqualTo("the answer is a response that is cut off or malformed");
        assertThat(refusal(List::of)).isEqualTo("the answer is a message that is no response");
        assertThat(refusal(query -> {
                    byte[] answer = NameServer.answer(query, 0, "192.0.2.1");
                    answer[0] ^= 1;
                    return List.of(answer);
                }))
                .matches("id: [0-9]+ \\(expected: [0-9]+, the query's\\)");
        assertThat(refusal(query -> {
                    byte[] answer = NameServer.answer(query, 0, "192.0.2.1");
                    answer[13] = 'x';
                    return List.of(answer);
                }))
                .isEqualTo("question: xhop.test. IN A (expected: shop.test. IN A)");
        assertThat(refusal(query -> {
                    byte[] loop = NameServer.answer(query, 0, "192.0.2.1");
                    loop[12] = (byte) 0xC0;
                    loop[13] = 12;
                    return List.of(loop);
                }))
                .isEqualTo("the answer is a response that is cut off or malformed");
    }

    private String refusal(Reply reply) {
        try (NameServer server = new NameServer(reply)) {
            Sample sample = loop.run(target(server.port()));
            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            return sample.detail();
        }
    }

    @Test
    void longestAnswer_isReadOffTheLoop() {
        byte[] text = NameServer.record(16, NameServer.text("x".repeat(255)));
        List<byte[]> many = new ArrayList<>(Collections.nCopies(240, text));
        many.add(NameServer.record(16, NameServer.text("the last")));
        try (TcpTarget server = new TcpTarget(NameServer.byTcp(query -> List.of(NameServer.message(query, 0, many))))) {
            DnsTarget target = DnsTarget.of(new Endpoint("127.0.0.1", server.port()), "shop.test", "TXT")
                    .withTransport(Transport.TCP, null)
                    .withExpect(DnsExpectation.DEFAULT.withAnswer(RecordsExpectation.of(Rule.SOME, "the last")));

            Sample sample = loop.run(target);

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void connectionClosedWithinTheAnswer() {
        try (TcpTarget server = new TcpTarget(socket -> {
            socket.getInputStream().readNBytes(20);
            socket.getOutputStream().write(new byte[] {0, 100, 1, 2});
        })) {
            Sample sample = loop.run(target(server.port()).withTransport(Transport.TCP, null));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail()).contains("before its answer");
        }
    }

    @Test
    void limits_areHeldLast() {
        try (NameServer server = new NameServer(NameServer.delaying(DELAY, NameServer.addresses("192.0.2.1")))) {
            Sample sample = loop.run(expecting(
                    server.port(),
                    DnsExpectation.DEFAULT.withCommon(
                            new Expectation(null, null, null, Map.of(Phase.PROCESSING, Duration.ofMillis(100))))));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
            assertThat(sample.detail()).startsWith("processing: ").endsWith("ms (expected: at most 100 ms)");
        }
    }

    @Test
    void network_chatsFromTheSourceAddressAndToTheOnlyFamily() {
        try (NameServer server = new NameServer(NameServer.addresses("192.0.2.1"))) {
            Sample from = loop.run(target(server.port())
                    .withNetwork(new Network(null, true, "127.0.0.2", Network.Addresses.FIRST, Network.Rule.ALL)));
            Sample ipv6Only = loop.run(target(server.port())
                    .withNetwork(new Network(IpFamily.IP6, false, null, Network.Addresses.FIRST, Network.Rule.ALL)));

            assertThat(from.outcome()).as(from.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(server.asker().getHostAddress()).isEqualTo("127.0.0.2");
            assertThat(ipv6Only.outcome()).isEqualTo(Outcome.failure(FailureReason.DNS));
            assertThat(ipv6Only.detail()).isEqualTo("127.0.0.1: no IPv6 address");
        }
    }

    @Test
    void withoutServer_andNoneOfTheMachines_isTheAgentsFault() {
        Sample sample = loop.run(new DnsTarget(
                null, Transport.UDP, null, Network.DEFAULT, "shop.test", "A", "IN", true, DnsExpectation.DEFAULT));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).startsWith("server: this machine names none");
    }

    private Tls trusting() {
        return new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), "shop.test", true);
    }

    private static DnsTarget target(int port) {
        return DnsTarget.of(new Endpoint("127.0.0.1", port), "shop.test", "A");
    }

    private static DnsTarget expecting(int port, DnsExpectation expect) {
        return target(port).withExpect(expect);
    }
}
