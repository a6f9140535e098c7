package dev.sonde.agent.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.target.NameServer;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.agent.target.WebsocketConversation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.RecordMatch;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.result.FailureReason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers of other protocols that mean harm. */
class HostilePeersTest {
    /** Needs a thousand steps for each character that is no z. */
    private static final String COSTLY = "[^z]{0,1000}z";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    Attack attack;

    @BeforeEach
    void open() {
        attack = new Attack(Path.of("no-secrets"), Map.of());
    }

    @AfterEach
    void close() {
        attack.close();
    }

    @Test
    void tcp_floodsOfBytesToSimpleAndCostlyExpressions() {
        for (String expression : List.of("end", COSTLY)) {
            String detail = attack.by(
                    socket -> Attack.pour(socket, i -> "x".repeat(1000)),
                    target -> tcp(target, expression),
                    FailureReason.TOO_LARGE,
                    8);

            assertThat(detail).startsWith("dialogue step 1: answer: over " + (expression.equals("end") ? 65536 : 998));
        }
    }

    @Test
    void tcp_bytesOneByOne() {
        attack.within(Duration.ofSeconds(10))
                .by(
                        socket -> {
                            while (true) {
                                Attack.write(socket, "x");
                            }
                        },
                        target -> tcp(target, "[^z]{0,20}z"),
                        FailureReason.TOO_LARGE,
                        100);
    }

    @Test
    void websocket_floodsOfMessages() {
        for (int length : List.of(0, 1, 1_000, 60_000)) {
            for (String expression : List.of("(x+x+)+y", COSTLY)) {
                boolean fits = length < 998 || !expression.equals(COSTLY);
                attack.within(Duration.ofMillis(700))
                        .by(
                                new WebsocketConversation(peer -> {
                                    String message = "x".repeat(length);
                                    while (true) {
                                        peer.send(message);
                                    }
                                }),
                                target -> websocket(target, expression),
                                fits ? FailureReason.TIMEOUT : FailureReason.TOO_LARGE,
                                // Garbage of frames read and dropped for 700 ms: the faster the machine, the more.
                                400);
            }
        }
    }

    @Test
    void websocket_headWithoutEnd() {
        attack.by(
                Attack.endless("HTTP/1.1 101 Switching Protocols\r\n", i -> "X-H" + i + ": v\r\n"),
                target -> websocket(target, "end"),
                FailureReason.TOO_LARGE,
                8);
    }

    @Test
    void dns_longAnswersToCostlyExpressions() {
        // Each record's name is a pointer to the question's, so the text is much longer than the message.
        for (int records : List.of(20, 5_000)) {
            DnsExpectation expect = DnsExpectation.DEFAULT.withAnswer(
                    new RecordsExpectation(0, List.of(new RecordMatch(Rule.SOME, COSTLY))));
            attack.by(
                    NameServer.byTcp(query -> List.of(many(query, records))),
                    target -> DnsTarget.of(
                                    new Endpoint("127.0.0.1", target.port()),
                                    ("n".repeat(60) + ".").repeat(4) + "test",
                                    "A")
                            .withTransport(DnsTarget.Transport.TCP, null)
                            .withExpect(expect),
                    records < 1_000 ? FailureReason.ASSERTION : null,
                    64);
        }
    }

    private static byte[] many(byte[] query, int records) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < records && i * 12 < 64_000; i++) {
            all.add(NameServer.record(16, new byte[0]));
        }
        return NameServer.message(query, 0, all);
    }

    @Test
    void http2_framesWithoutEnd() {
        for (boolean grpc : List.of(true, false)) {
            attack.by(
                    http2(out -> {
                        frame(out, HEADERS, 0, 1, new byte[] {(byte) 0x88});
                        while (true) {
                            frame(out, CONTINUATION, 0, 1, literal("x-h", "v".repeat(1000)));
                        }
                    }),
                    target -> http2(target, grpc),
                    FailureReason.PROTOCOL,
                    16);
            attack.by(
                    http2(out -> {
                        frame(out, HEADERS, 4, 1, new byte[] {(byte) 0x88});
                        while (true) {
                            frame(out, DATA, 0, 1, new byte[1000]);
                        }
                    }),
                    target -> http2(target, grpc),
                    FailureReason.TOO_LARGE,
                    16);
        }
    }

    @Test
    void http2_emptyFramesWithoutEnd() {
        attack.by(
                http2(out -> {
                    frame(out, HEADERS, 4, 1, new byte[] {(byte) 0x88});
                    while (true) {
                        frame(out, DATA, 0, 1, new byte[0]);
                    }
                }),
                target -> http2(target, false),
                FailureReason.PROTOCOL,
                16);
    }

    @Test
    void http2_framesThatBringNothingWithoutEnd() {
        byte[] head = frame(HEADERS, 4, 1, new byte[] {(byte) 0x88});
        List<byte[]> frames = List.of(
                frame(0x20, 0, 0, new byte[0]), // of no known type
                frame(SETTINGS, 0, 0, new byte[0]),
                frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}),
                frame(PING, 0, 0, new byte[8]),
                frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}),
                frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 1}));
        for (boolean grpc : List.of(true, false)) {
            for (byte[] frame : frames) {
                for (byte[] before : List.of(new byte[0], head)) {
                    String detail =
                            attack.by(flood(before, frame), target -> http2(target, grpc), FailureReason.PROTOCOL, 16);

                    assertThat(detail)
                            .isEqualTo("HTTP/2: the peer sent more than 2000 frames that are no part of an answer"
                                    + " (expected: at most that)");
                }
            }
        }
    }

    @Test
    void http2_framesThatBringNothingWithoutEndInTls() {
        TlsConversation secured = new TlsConversation(
                        new TestAuthority().identity("shop.test"), flood(new byte[0], frame(PING, 0, 0, new byte[8])))
                .agreeing("h2");
        String detail = attack.by(
                secured,
                target -> HttpTarget.get(URI.create("https://shop.test:" + target.port() + "/")).toBuilder()
                        .version(Version.HTTP_2)
                        .tls(new Tls(null, null, false))
                        .build(),
                FailureReason.PROTOCOL,
                16);

        assertThat(detail).startsWith("HTTP/2: the peer sent more than 2000 frames");
    }

    @Test
    void http2_piecesOfOneByteWithoutEnd() {
        attack.within(Duration.ofSeconds(2))
                .by(
                        flood(frame(HEADERS, 4, 1, new byte[] {(byte) 0x88}), frame(DATA, 0, 1, new byte[1])),
                        target -> http2(target, false),
                        FailureReason.TIMEOUT,
                        400); // garbage of frames, as above: the faster the machine, the more
    }

    /** Writes many frames at a time, or the server would be what is slow. */
    private static TcpTarget.Conversation flood(byte[] before, byte[] frame) {
        byte[] many = new byte[60_000 / frame.length * frame.length];
        for (int at = 0; at < many.length; at += frame.length) {
            System.arraycopy(frame, 0, many, at, frame.length);
        }
        return http2(out -> {
            out.write(before);
            while (true) {
                out.write(many);
            }
        });
    }

    @Test
    void scenario_extractionsFromLongAnswers() {
        String text = "x".repeat(400_000);
        List<Extract> sources = List.of(
                new Extract.Matches("(" + COSTLY + ")"),
                new Extract.OfHeader("X-H", COSTLY),
                new Extract.Json(new JsonPath("$.a")));
        for (Extract source : sources) {
            attack.by(
                    TcpTarget.answering(TcpTarget.response("200 OK", "X-H: " + "x".repeat(10_000) + "\r\n", text)),
                    target -> new ScenarioTarget(
                            List.of(new ScenarioTarget.Step(
                                    "one",
                                    "http://shop.test:" + target.port() + "/",
                                    "GET",
                                    List.of(),
                                    null,
                                    null,
                                    Redirects.DEFAULT,
                                    HttpExpectation.DEFAULT,
                                    Map.of("a", source))),
                            Map.of(),
                            true,
                            null,
                            Tls.DEFAULT,
                            Network.DEFAULT),
                    source instanceof Extract.Matches ? null : FailureReason.ASSERTION,
                    32);
        }
    }

    private static dev.sonde.contract.check.TcpTarget tcp(TcpTarget target, String expression) {
        return new dev.sonde.contract.check.TcpTarget(
                new Endpoint("127.0.0.1", target.port()),
                null,
                Network.DEFAULT,
                new Dialogue(List.of(new Step.Expect(expression))),
                Expectation.NONE);
    }

    private static WebsocketTarget websocket(TcpTarget target, String expression) {
        return new WebsocketTarget(
                URI.create("ws://shop.test:" + target.port() + "/"),
                List.of(),
                List.of(),
                null,
                null,
                Tls.DEFAULT,
                Network.DEFAULT,
                new Dialogue(List.of(new Step.Expect(expression))),
                Expectation.NONE);
    }

    private static dev.sonde.contract.check.Target http2(TcpTarget target, boolean grpc) {
        return grpc
                ? GrpcTarget.of(new Endpoint("127.0.0.1", target.port()))
                : HttpTarget.get(URI.create("http://shop.test:" + target.port() + "/")).toBuilder()
                        .version(Version.HTTP_2)
                        .build();
    }

    private interface Answer {
        void to(OutputStream out) throws IOException;
    }

    /** Reads the preface, says its settings, and answers before it was asked. */
    private static TcpTarget.Conversation http2(Answer answer) {
        return (Socket socket) -> {
            socket.getInputStream().readNBytes(24);
            OutputStream out = socket.getOutputStream();
            frame(out, SETTINGS, 0, 0, new byte[0]);
            frame(out, SETTINGS, 1, 0, new byte[0]);
            byte[] ignored = new byte[65_536];
            int read = 0;
            while (read < 60) { // its settings, and then its request
                read += Math.max(1, socket.getInputStream().read(ignored));
            }
            Thread reader = new Thread(() -> drain(socket), "drain"); // or its acknowledgements would hold up both
            reader.setDaemon(true);
            reader.start();
            answer.to(out);
        };
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().skipNBytes(Long.MAX_VALUE);
        } catch (IOException e) {
            // The probe left.
        }
    }

    private static byte[] literal(String name, String value) {
        ByteBuffer header = ByteBuffer.allocate(10 + name.length() + value.length());
        header.put((byte) 0).put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        header.put((byte) 127); // a length of 127 and what follows, seven bits each
        int rest = value.length() - 127;
        header.put((byte) (0x80 | (rest & 0x7F))).put((byte) (rest >> 7));
        header.put(value.getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = new byte[header.position()];
        header.flip().get(bytes);
        return bytes;
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(frame(type, flags, stream, payload));
        out.flush();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return frame.array();
    }
}
