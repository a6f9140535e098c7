package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.agent.target.DnsTarget;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every way a target fails in clear text, against real sockets: one reason each, and the phases it reached. */
class HttpFailureTest extends EveryEngine {
    @Test
    void resolve_silenceOfTheNameServersRestsOnTime() {
        try (DnsTarget silent = new DnsTarget().silent()) {
            ResolverConfiguration impatient = new ResolverConfiguration(
                    List.of(silent.address()), List.of(), 1, Duration.ofMillis(200), 1, false);
            try (TestLoop asking =
                    new TestLoop(engines, TestLoop.settings(engines).withNames(() -> NameSources.of(impatient)))) {
                Sample sample = asking.run(Targets.get("http://shop.test/"));

                assertFailed(sample, FailureReason.TIMEOUT, "shop.test: the name servers did not answer");
                assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE);
            }
        }
    }

    @Test
    void connect_refused() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }

        Sample sample = loop.run(Targets.get("http://shop.test:" + port + "/"));

        assertFailed(sample, FailureReason.CONNECT_REFUSED, "connect to 127.0.0.1:" + port + ": refused");
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
        assertThat(sample.address()).isEqualTo("127.0.0.1:" + port);
        assertThat(sample.status()).isZero();
    }

    @Test
    void connect_unreachable() {
        // No machine routes to this range of its own (RFC 5737 leaves it to documents; the kernel refuses 240/4
        // itself).
        Sample sample = loop.run(Targets.get("http://255.255.255.255:9/"));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.UNREACHABLE));
        assertThat(sample.detail()).startsWith("connect to 255.255.255.255:9: ");
    }

    @Test
    void connect_timesOut() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            try (FullQueue queue = new FullQueue(full.getLocalPort())) {
                Sample sample =
                        loop.run(Targets.get("http://shop.test:" + full.getLocalPort() + "/"), Duration.ofMillis(300));

                assertFailed(
                        sample,
                        FailureReason.CONNECT_TIMEOUT,
                        "no TCP connection to 127.0.0.1:" + full.getLocalPort() + " within 300ms");
                assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
                assertThat(sample.durationNanos()).isBetween(300_000_000L, 600_000_000L);
            }
        }
    }

    @Test
    void connection_resetAfterAccept() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            socket.setSoLinger(true, 0);
        })) {
            Sample sample = run(target);

            assertFailed(
                    sample, FailureReason.CONNECTION_RESET, "the peer reset the connection before the response head");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
        }
    }

    @Test
    void connection_closedAfterRequest() {
        try (TcpTarget target = new TcpTarget(socket -> TcpTarget.readHead(socket.getInputStream()))) {
            assertFailed(
                    run(target),
                    FailureReason.CONNECTION_RESET,
                    "the peer closed the connection before the response head");
        }
    }

    @Test
    void connection_closedWithinTheBody() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        })) {
            Sample sample = run(target);

            assertFailed(
                    sample,
                    FailureReason.CONNECTION_RESET,
                    "the peer closed the connection before the end of the response");
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
        }
    }

    @Test
    void halfClose_bodyThatEndsWithTheConnectionIsComplete() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.0 200 OK\r\n\r\nuntil the end");
            socket.shutdownOutput();
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void answer_garbage() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "SSH-2.0-OpenSSH_9.6\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = run(target);

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            assertThat(sample.detail()).startsWith("the peer did not answer in HTTP: ");
        }
    }

    @Test
    void answer_garbageThatEndsNoLineIsKnownAtOnce() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "\r\n<html>never ends");
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = run(target);

            assertFailed(
                    sample,
                    FailureReason.PROTOCOL,
                    "the peer did not answer in HTTP: it began with '<html>never ends'");
            assertThat(sample.durationNanos()).isLessThan(2_000_000_000L);
        }
    }

    @Test
    void answer_thatComesByteByByteIsHttp() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            for (String each : "\r\nHTTP/1.1 204 No Content\r\n\r\n".split("")) {
                write(socket, each);
            }
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void answer_garbledChunk() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
        }
    }

    @Test
    void answer_beforeTheRequestIsGarbageToo() {
        try (TcpTarget target = new TcpTarget(socket -> {
            write(socket, "220 mail.test ESMTP\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
        }
    }

    @Test
    void answer_ofAnotherHttpVersion() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
        }
    }

    @Test
    void answer_http1ToHttp2() {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("")))) {
            Sample sample =
                    loop.run(Targets.with(Targets.get("http://shop.test:" + target.port() + "/"), Version.HTTP_2));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.SETTINGS);
        }
    }

    @Test
    void answer_thatIsPutOffWithoutEndIsCutOff() {
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, interim.repeat(50) + TcpTarget.ok("well"));
            TcpTarget.awaitClose(socket);
        })) {
            assertThat(run(target).outcome()).isEqualTo(Outcome.SUCCESS);
        }
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, interim.repeat(51) + TcpTarget.ok("never read"));
            TcpTarget.awaitClose(socket);
        })) {
            assertFailed(
                    run(target),
                    FailureReason.PROTOCOL,
                    "the peer did not answer in HTTP: status 103 51 times and no answer");
        }
    }

    @Test
    void answer_trailersOverTheLimit() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(
                    socket,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "X-T: y\r\n".repeat(20_000)
                            + "\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            assertFailed(
                    run(target),
                    FailureReason.TOO_LARGE,
                    "response body: a chunk's head or trailers longer than 65536 bytes (expected: at most that)");
        }
    }

    @Test
    void answer_headOverTheLimit() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");
            TcpTarget.awaitClose(socket);
        })) {
            assertFailed(
                    run(target),
                    FailureReason.TOO_LARGE,
                    "response head: longer than 65536 bytes (expected: at most that)");
        }
    }

    @Test
    void answer_bodyOverTheLimit() {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("x".repeat(1001))))) {
            String url = "http://shop.test:" + target.port() + "/";

            assertFailed(
                    loop.run(Targets.withMaxBody(Targets.get(url), 1000)),
                    FailureReason.TOO_LARGE,
                    "response body: over 1000 bytes (expected: at most that)");
            assertThat(loop.run(Targets.withMaxBody(Targets.get(url), 1001)).outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void answer_stalledHead() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/"), Duration.ofMillis(250));

            assertFailed(sample, FailureReason.TIMEOUT, "no response head within 250ms");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(150_000_000L, 600_000_000L);
        }
    }

    @Test
    void answer_stalledBody() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/"), Duration.ofMillis(250));

            assertFailed(sample, FailureReason.TIMEOUT, "the response was not complete within 250ms");
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.phases().nanos(Phase.TRANSFER)).isBetween(150_000_000L, 600_000_000L);
        }
    }

    @Test
    void address_denied() {
        Sample sample = loop.run(Targets.get("http://169.254.169.254/latest/meta-data/"));

        assertFailed(
                sample, FailureReason.BLOCKED, "169.254.169.254: address 169.254.169.254 may not be probed from here");
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE);
    }

    private Sample run(TcpTarget target) {
        return loop.run(Targets.get("http://shop.test:" + target.port() + "/"));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void assertFailed(Sample sample, FailureReason reason, String detail) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(reason));
        assertThat(sample.detail()).isEqualTo(detail);
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
    }
}
