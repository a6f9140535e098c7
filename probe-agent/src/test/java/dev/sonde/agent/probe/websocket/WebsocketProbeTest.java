package dev.sonde.agent.probe.websocket;

import static dev.sonde.agent.target.WebsocketConversation.BINARY;
import static dev.sonde.agent.target.WebsocketConversation.CLOSE;
import static dev.sonde.agent.target.WebsocketConversation.PING;
import static dev.sonde.agent.target.WebsocketConversation.PONG;
import static dev.sonde.agent.target.WebsocketConversation.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.ProxyTarget;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.agent.target.WebsocketConversation;
import dev.sonde.agent.target.WebsocketConversation.Frame;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WebsocketProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(120);

    /** Roughly; how exact they are is asserted in {@link WebsocketPhasesIT}. */
    @Test
    void phases_areThoseOfTheInjectedDelays() {
        Conversation talking = new WebsocketConversation(peer -> {
                    long came = System.nanoTime();
                    peer.receive();
                    ExactDelay.until(came + 2 * DELAY);
                    peer.send("pong");
                    TcpTarget.awaitClose(peer.socket());
                })
                .delaying(DELAY);
        try (var server = new TcpTarget(new TlsConversation(SHOP, talking).delaying(DELAY))) {
            Sample sample = run("wss", server, send("ping"), new Step.Expect("^pong$"));

            assertSuccess(sample);
            assertThat(sample.status()).isEqualTo(101);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().nanos(Phase.TLS)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().nanos(Phase.TRANSFER)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
        }
    }

    @Test
    void upgrade_isEnoughWithoutADialogueAndIsClosedPolitely() {
        List<Frame> heard = new CopyOnWriteArrayList<>();
        try (var server = new TcpTarget(new WebsocketConversation(peer -> heard.add(peer.receive())))) {
            Sample sample = run("ws", server);

            assertSuccess(sample);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
            Awaitility.await().until(() -> heard.size() == 1);
            assertThat(heard.get(0).opcode()).isEqualTo(CLOSE);
        }
    }

    @Test
    void request_hasHeadersAndCredentials_whichAreMasked() throws Exception {
        Files.writeString(directory.resolve("password"), "open-sesame");
        List<String> heads = new CopyOnWriteArrayList<>();
        try (var server = new TcpTarget(new WebsocketConversation(peer -> {
                    peer.send("hello open-sesame, c2hvcDpvcGVuLXNlc2FtZQ==");
                    peer.send(CLOSE, new byte[] {3, (byte) 0xF0, 'b', 'y', 'e'});
                })
                .answering("Sec-WebSocket-Protocol: mqtt\r\n")
                .showingHead(heads::add))) {
            Sample sample = loop.run(new WebsocketTarget(
                    URI.create("ws://shop.test:" + server.port() + "/live?a=b"),
                    List.of(new Header("X-Shop", new SecretText("7"))),
                    List.of("mqtt", "amqp"),
                    new Auth.Basic(new SecretText("shop"), new SecretText("${file:password}")),
                    null,
                    Tls.DEFAULT,
                    Network.DEFAULT,
                    new Dialogue(List.of(new Step.Expect("welcome"))),
                    Expectation.NONE));

            assertFailure(
                    sample,
                    FailureReason.ASSERTION,
                    "dialogue step 1: answer: 'hello ***, ***', then the peer closed the connection"
                            + " (expected: to match 'welcome')");
            assertThat(sample.trail().trail().notes()).contains(new Note("subprotocol", "mqtt"));
            assertThat(heads.get(0))
                    .startsWith("GET /live?a=b HTTP/1.1\r\n")
                    .containsIgnoringCase("host: shop.test:" + server.port())
                    .containsIgnoringCase("x-shop: 7\r\n")
                    .containsIgnoringCase("authorization: Basic c2hvcDpvcGVuLXNlc2FtZQ==\r\n")
                    .containsIgnoringCase("user-agent: Sonde/test\r\n")
                    .containsIgnoringCase("sec-websocket-protocol: mqtt,amqp\r\n")
                    .containsIgnoringCase(
                            "traceparent: 00-" + sample.trail().trail().traceId());
        }
    }

    @Test
    void messages_areTakenWholeAndThoseNotMeantArePassedOver() {
        List<Frame> heard = new CopyOnWriteArrayList<>();
        try (var server = new TcpTarget(new WebsocketConversation(peer -> {
            peer.send(PING, "still there?".getBytes(StandardCharsets.UTF_8));
            heard.add(peer.receive());
            peer.send("some news");
            peer.send("token=17");
            heard.add(peer.receive());
            heard.add(peer.receive());
            peer.send(BINARY, new byte[] {0, (byte) 0xFF, 1});
            TcpTarget.awaitClose(peer.socket());
        }))) {
            assertSuccess(run(
                    "ws",
                    server,
                    new Step.Expect("^token=(?P<t>\\d+)$"),
                    send("use {{t}}"),
                    new Step.SendBytes("0a41"),
                    new Step.ExpectBytes("00ff01")));
            assertThat(heard)
                    .containsExactly(
                            new Frame(PONG, "still there?"), new Frame(TEXT, "use 17"), new Frame(BINARY, "\nA"));
        }
    }

    @Test
    void upgrade_thatIsRefusedOrIsNone() {
        upgradeFails("HTTP/1.1 403 Forbidden\r\n\r\n", FailureReason.HTTP_STATUS, "status: 403 (expected: 101)");
        upgradeFails("220 mail.test ESMTP\r\n\r\n", FailureReason.PROTOCOL, "answer to the upgrade: not HTTP/1.1");
        upgradeFails(
                "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
                FailureReason.PROTOCOL,
                "answer to the upgrade: Invalid challenge");
        upgradeFails(
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000),
                FailureReason.TOO_LARGE,
                "answer to the upgrade: head over 65536 bytes");
        upgradeFails(
                "", FailureReason.CONNECTION_RESET, "the peer closed the connection before its answer to the upgrade");
    }

    private void upgradeFails(String answer, FailureReason reason, String detail) {
        try (var server = new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            TcpTarget.awaitClose(socket);
        })) {
            assertFailure(run("ws", server), reason, detail);
        }
    }

    @Test
    void subprotocol_oneOfThoseAskedForMustBeAgreedOn() {
        try (var server = new TcpTarget(new WebsocketConversation(peer -> TcpTarget.awaitClose(peer.socket())))) {
            assertFailure(
                    loop.run(new WebsocketTarget(
                            URI.create("ws://shop.test:" + server.port()),
                            List.of(),
                            List.of("mqtt"),
                            null,
                            null,
                            Tls.DEFAULT,
                            Network.DEFAULT,
                            Dialogue.NONE,
                            Expectation.NONE)),
                    FailureReason.ASSERTION,
                    "subprotocol: none (expected: one of mqtt)");
        }
    }

    @Test
    void hostilePeers_areCutOffForTheRightReason() {
        hostile(peer -> peer.send("x".repeat(70_000)), FailureReason.TOO_LARGE, "message: over 65536 bytes");
        hostile(
                peer -> peer.send(TEXT, new byte[] {'o', (byte) 0xC3, '('}),
                FailureReason.PROTOCOL,
                "the peer did not");
        hostile(peer -> peer.send(0x0B, new byte[0]), FailureReason.PROTOCOL, "the peer did not speak the protocol");
        hostile(
                peer -> peer.send(CLOSE, new byte[] {3, (byte) 0xF0, 'n', 'o'}),
                FailureReason.CONNECTION_RESET,
                "the peer closed the WebSocket with 1008 'no' before its answer in step 1 of the dialogue");
        hostile(
                peer -> peer.socket().close(),
                FailureReason.CONNECTION_RESET,
                "the peer closed the connection before its answer in step 1 of the dialogue");
    }

    private void hostile(WebsocketConversation.Talk talk, FailureReason reason, String detail) {
        try (var server = new TcpTarget(new WebsocketConversation(peer -> {
            talk.with(peer);
            if (!peer.socket().isClosed()) {
                TcpTarget.awaitClose(peer.socket());
            }
        }))) {
            assertFailure(run("ws", server, new Step.Expect("hello")), reason, detail);
        }
    }

    @Test
    void endlessMessages_endAtTheTimeout() {
        try (var server = new TcpTarget(new WebsocketConversation(
                peer -> Scheduled.untilClosed(peer.socket(), Duration.ofMillis(5), () -> peer.send("z"))))) {
            Sample sample = loop.run(target("ws", server, new Step.Expect("hello")), Duration.ofMillis(500));

            assertFailure(
                    sample,
                    FailureReason.TIMEOUT,
                    "dialogue step 1: no good answer, only 'z', within 500ms (expected: to match 'hello')");
        }
    }

    @Test
    void proxy_leadsToThePeerInAPhaseOfItsOwn() {
        Conversation talking = new WebsocketConversation(peer -> {
            peer.send("pong");
            TcpTarget.awaitClose(peer.socket());
        });
        try (var server = new TcpTarget(new TlsConversation(SHOP, talking));
                ProxyTarget proxy = new ProxyTarget().delaying(DELAY)) {
            Sample sample = loop.run(target("wss", server, new Step.Expect("^pong$"))
                    .withProxy(new Proxy(
                            URI.create("http://127.0.0.1:" + proxy.port()),
                            new SecretText("carol"),
                            new SecretText("secret"),
                            List.of())));

            assertSuccess(sample);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(
                            Phase.RESOLVE, Phase.CONNECT, Phase.PROXY, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().nanos(Phase.PROXY)).isGreaterThanOrEqualTo(DELAY);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + proxy.port());
            assertThat(proxy.asked().get(0))
                    .startsWith("CONNECT shop.test:" + server.port() + " HTTP/1.1\r\n")
                    .contains("Proxy-Authorization: Basic Y2Fyb2w6c2VjcmV0\r\n");
            assertThat(sample.certificateExpiry())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
        }
    }

    @Test
    void proxy_thatRefusesOrIsNotThereIsNotThePeersFault() {
        try (var server = new TcpTarget(new WebsocketConversation(peer -> TcpTarget.awaitClose(peer.socket())));
                ProxyTarget proxy = new ProxyTarget().answering("HTTP/1.1 403 Forbidden\r\n\r\n")) {
            WebsocketTarget target = target("ws", server);
            assertFailure(
                    loop.run(target.withProxy(proxy("127.0.0.1:" + proxy.port()))),
                    FailureReason.PROXY,
                    "proxy: CONNECT shop.test:" + server.port() + ": answered with 403 Forbidden (expected: 2xx)");
            assertFailure(
                    loop.run(target.withProxy(proxy("127.0.0.1:1"))),
                    FailureReason.PROXY,
                    "proxy: connect to 127.0.0.1:1: refused");
            Network onlySix = new Network(IpFamily.IP6, false, null, Network.Addresses.FIRST, Network.Rule.ALL);
            assertFailure(
                    loop.run(behind(proxy.port(), "ws://shop.test:" + server.port(), onlySix)),
                    FailureReason.PROXY,
                    "proxy: 127.0.0.1: no IPv6 address");
            assertFailure(
                    loop.run(behind(proxy.port(), "ws://169.254.169.254/", Network.DEFAULT)),
                    FailureReason.BLOCKED,
                    "169.254.169.254: address 169.254.169.254 may not be probed from here");
            assertThat(server.accepted()).isZero();
        }
    }

    private static WebsocketTarget behind(int proxyPort, String url, Network network) {
        return new WebsocketTarget(
                URI.create(url),
                List.of(),
                List.of(),
                null,
                proxy("127.0.0.1:" + proxyPort),
                Tls.DEFAULT,
                network,
                Dialogue.NONE,
                Expectation.NONE);
    }

    private static Proxy proxy(String at) {
        return new Proxy(URI.create("http://" + at), null, null, List.of());
    }

    @Test
    void fence_isAskedAfterTheNameIsResolved() {
        try (TestLoop fenced = new TestLoop(engines, TestLoop.settings(engines).withFence(AddressFence.publicOnly()));
                var server = new TcpTarget(TcpTarget::awaitClose)) {
            assertFailure(fenced.run(target("ws", server)), FailureReason.BLOCKED, "shop.test: address 127.0.0.1");
        }
    }

    private Sample run(String scheme, TcpTarget server, Step... steps) {
        return loop.run(target(scheme, server, steps));
    }

    private WebsocketTarget target(String scheme, TcpTarget server, Step... steps) {
        String ca = AUTHORITY.writeTo(directory.resolve("ca.pem")).toString();
        return new WebsocketTarget(
                URI.create(scheme + "://shop.test:" + server.port() + "/"),
                List.of(),
                List.of(),
                null,
                null,
                new Tls(ca, null, true),
                Network.DEFAULT,
                new Dialogue(List.of(steps)),
                Expectation.NONE);
    }

    private static Step send(String text) {
        return new Step.Send(new SecretText(text));
    }
}
