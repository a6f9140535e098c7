package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTargetBuilder;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import dev.sonde.contract.secret.SecretText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check may say besides URL, headers and body: credentials, a body file, packing, cookies. */
class HttpSideKeysTest {
    @TempDir
    Path directory;

    final List<String> requests = new CopyOnWriteArrayList<>();
    TestLoop loop;

    @BeforeEach
    void open() {
        Engines engines = Engines.detect();
        loop = new TestLoop(engines, TestLoop.settings(engines, directory, Map.of("SONDE_TOKEN", "t0ken-value")));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void basic_isSentAndMasked() throws IOException {
        Files.writeString(directory.resolve("password"), "päss wörd");
        try (TcpTarget target = new TcpTarget(echoing())) {
            Sample sample = loop.run(get(target)
                    .auth(new Auth.Basic(new SecretText("probe"), new SecretText("${file:password}")))
                    .expect(expecting("nothing of the kind"))
                    .build());

            // The octets of user and password are UTF-8.
            assertThat(requests.get(0)).contains("\r\nauthorization: Basic cHJvYmU6cMOkc3Mgd8O2cmQ=\r\n");
            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(sample.detail()).doesNotContain("cHJvYmU6").contains("Basic ***");
        }
    }

    @Test
    void bearer_isSentAndMasked() {
        try (TcpTarget target = new TcpTarget(echoing())) {
            Sample sample = loop.run(get(target)
                    .auth(new Auth.Bearer(new SecretText("${env:SONDE_TOKEN}")))
                    .expect(expecting("nothing of the kind"))
                    .build());

            assertThat(requests.get(0)).contains("\r\nauthorization: Bearer t0ken-value\r\n");
            assertThat(sample.detail()).doesNotContain("t0ken-value").contains("Bearer ***");
        }
    }

    @Test
    void credentials_goToNoOtherOrigin() {
        try (TcpTarget other = new TcpTarget(echoing());
                TcpTarget target = new TcpTarget(answering(head -> TcpTarget.response(
                        "302 Found", "Location: http://other.test:" + other.port() + "/\r\n", "")))) {
            Sample sample = loop.run(get(target)
                    .auth(new Auth.Bearer(new SecretText("${env:SONDE_TOKEN}")))
                    .build());

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(requests.get(0)).contains("t0ken-value");
            assertThat(requests.get(1)).doesNotContain("t0ken-value", "authorization");
        }
    }

    @Test
    void bodyFile_isSentByteForByte() throws IOException {
        byte[] bytes = {0, 1, (byte) 0xFF, '\r', '\n', 'x'};
        Path file = Files.write(directory.resolve("body.bin"), bytes);
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(socket -> {
            requests.add(TcpTarget.readHead(socket.getInputStream()));
            bodies.add(socket.getInputStream().readNBytes(bytes.length));
            socket.getOutputStream().write(TcpTarget.ok("").getBytes(StandardCharsets.US_ASCII));
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(
                    get(target).method("POST").bodyFile(file.toString()).build());

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(requests.get(0)).contains("POST / ", "content-length: 6");
            assertThat(bodies.get(0)).isEqualTo(bytes);
        }
    }

    @Test
    void bodyFile_thatIsMissingIsTheAgentsFault() {
        Path file = directory.resolve("absent.json");

        Sample sample =
                loop.run(HttpTarget.builder(Targets.get("http://shop.test:1/").url())
                        .method("POST")
                        .bodyFile(file.toString())
                        .build());

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).isEqualTo("body file " + file + ": no such file");
    }

    @Test
    void compression_isAskedForAndUndoneBeforeJudging() throws IOException {
        byte[] packed = PackingTest.gzip("the plain truth".getBytes(StandardCharsets.US_ASCII));
        try (TcpTarget target = new TcpTarget(packed("gzip", packed))) {
            assertSuccess(get(target)
                    .compression(Compression.GZIP)
                    .expect(expecting("plain truth"))
                    .build());
            assertSuccess(get(target).expect(expecting("plain truth")).build());

            assertThat(requests.get(0)).contains("\r\naccept-encoding: gzip\r\n");
            assertThat(requests.get(1).toLowerCase()).doesNotContain("accept-encoding");
        }
    }

    @Test
    void compression_packedThoughIdentityWasAskedFor() throws IOException {
        try (TcpTarget target = new TcpTarget(packed("gzip", PackingTest.gzip(new byte[10])))) {
            assertFailed(
                    get(target).compression(Compression.IDENTITY).build(),
                    FailureReason.PROTOCOL,
                    "content-encoding: gzip (expected: none, as was asked for)");
            assertThat(requests.get(0)).contains("\r\naccept-encoding: identity\r\n");
        }
    }

    @Test
    void compression_bombIsTooLargeWithinBoundedMemory() throws IOException {
        byte[] bomb = PackingTest.gzip(new byte[200_000_000]);
        try (TcpTarget target = new TcpTarget(packed("gzip", bomb))) {
            for (HttpExpectation expect : List.of(HttpExpectation.DEFAULT, expecting("never"))) {
                assertFailed(
                        get(target)
                                .compression(Compression.GZIP)
                                .maxBodyBytes(1_000_000)
                                .expect(expect)
                                .build(),
                        FailureReason.TOO_LARGE,
                        "response body: over 1000000 bytes once unpacked (expected: at most that)");
            }
        }
    }

    @Test
    void compression_garbageIsAFaultOfProtocol() {
        byte[] noise = new byte[500];
        new Random(7).nextBytes(noise);
        for (String coding : List.of("gzip", "deflate", "br")) {
            try (TcpTarget target = new TcpTarget(packed(coding, noise))) {
                Sample sample = loop.run(get(target).build());

                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
                assertThat(sample.detail()).startsWith("response body: not packed as its Content-Encoding says: ");
            }
        }
    }

    @Test
    void compression_ofAnAnswerToHeadIsNothing() {
        try (TcpTarget target = new TcpTarget(
                answering(head -> "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n"))) {
            assertSuccess(get(target).method("HEAD").build());
        }
    }

    @Test
    void cookies_areSentBackAlongRedirects() {
        try (TcpTarget target = new TcpTarget(answering(head -> head.contains("ookie: session=7")
                ? TcpTarget.ok("welcome")
                : TcpTarget.response("302 Found", "Location: /\r\nSet-Cookie: session=7; Path=/\r\n", "")))) {
            // Back to the same URL, but not in a circle: the cookie makes the difference.
            assertSuccess(get(target).expect(expecting("welcome")).build());
            Sample without = loop.run(get(target).cookies(false).build());

            assertThat(without.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
            assertThat(without.detail()).startsWith("redirects lead in a circle");
        }
    }

    @Test
    void cookies_joinThoseOfTheCheckAndDoNotOutliveTheRun() {
        try (TcpTarget target = new TcpTarget(answering(head -> head.startsWith("GET /in ")
                ? TcpTarget.ok("")
                : TcpTarget.response("302 Found", "Location: /in\r\nSet-Cookie: a=1\r\n", "")))) {
            HttpTarget get = Targets.withHeader(get(target).build(), "Cookie", "own=yes");
            assertSuccess(get);
            assertSuccess(get);

            assertThat(requests.get(1)).containsIgnoringCase("\r\ncookie: own=yes; a=1\r\n");
            assertThat(requests.get(2)).containsIgnoringCase("\r\ncookie: own=yes\r\n");
        }
    }

    @Test
    void cookies_byTheThousandAreBounded() {
        String lines = IntStream.range(0, 2000)
                .mapToObj(i -> "Set-Cookie: c" + i + "=" + i + "\r\n")
                .collect(Collectors.joining());
        try (TcpTarget target = new TcpTarget(answering(head -> head.startsWith("GET /in ")
                ? TcpTarget.ok("")
                : TcpTarget.response("302 Found", "Location: /in\r\n" + lines, "")))) {
            assertSuccess(get(target).build());

            assertThat(requests.get(1).split("; ")).hasSize(CookieJar.MOST);
        }
    }

    @Test
    void hostileText_isNoReasonToFail() throws IOException {
        byte[] invalid = {(byte) 0xC3, 0x28, (byte) 0xFF, 'o', 'k', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
        try (TcpTarget target = new TcpTarget(packed("identity", invalid))) {
            assertSuccess(get(target).expect(expecting("ok")).build());
        }
    }

    @Test
    void slowDrip_endsAtTheTimeout() {
        try (TcpTarget target = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
            Scheduled.untilClosed(
                    socket,
                    Duration.ofMillis(20),
                    () -> socket.getOutputStream().write('x'));
        })) {
            Sample sample = loop.run(get(target).build(), Duration.ofMillis(400));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sample.durationNanos()).isBetween(400_000_000L, 1_400_000_000L);
        }
    }

    private HttpTargetBuilder get(TcpTarget target) {
        return Targets.get("http://shop.test:" + target.port() + "/").toBuilder();
    }

    private void assertSuccess(HttpTarget target) {
        Sample sample = loop.run(target);
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
    }

    private void assertFailed(HttpTarget target, FailureReason reason, String detail) {
        Sample sample = loop.run(target);
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(reason));
        assertThat(sample.detail()).isEqualTo(detail);
    }

    private Conversation echoing() {
        return answering(head -> TcpTarget.ok(head.replaceAll("(?s).*(authorization: [^\r]*).*", "$1")));
    }

    private Conversation answering(Function<String, String> answer) {
        return socket -> {
            String head = TcpTarget.readHead(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.add(head);
                socket.getOutputStream().write(answer.apply(head).getBytes(StandardCharsets.ISO_8859_1));
                TcpTarget.awaitClose(socket);
            }
        };
    }

    private Conversation packed(String coding, byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(
                ("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        return answering(head -> whole.toString(StandardCharsets.ISO_8859_1));
    }

    private static HttpExpectation expecting(String contained) {
        return HttpExpectation.DEFAULT.withBody(BodyExpectation.of(List.of(new TextMatch.Contains(contained))));
    }
}
