package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
class HttpProbeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Parameter
    Engines engines;

    @TempDir
    Path secrets;

    TestLoop loop;
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        loop = new TestLoop(engines, TestLoop.settings(engines, secrets, Map.of("SONDE_KEY", "env-value")));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void run_succeedsWithEveryPhaseOfClearText() {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("fine")))) {
            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/health"));

            assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.detail()).isEmpty();
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + target.port());
            assertThat(sample.certificateExpiry()).isNull();
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }

    @Test
    void request_saysWhatACheckSaysAndWhoAsks() throws Exception {
        try (TcpTarget target = new TcpTarget(recording(TcpTarget.ok("")))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/a%20b?q=1&r=%C3%A4");

            loop.run(Targets.withHeader(get, "X-Team", "payments"));

            assertThat(requests.poll(5, TimeUnit.SECONDS).lines().map(line -> line.replaceFirst("00-.*-00", "fresh")))
                    .containsExactlyInAnyOrder(
                            "traceparent: fresh",
                            "GET /a%20b?q=1&r=%C3%A4 HTTP/1.1",
                            "host: shop.test:" + target.port(),
                            "user-agent: Sonde/test",
                            "accept: */*",
                            "X-Team: payments",
                            "connection: close",
                            "");
        }
    }

    @Test
    void request_ownHeadersGoBeforeTheDefaults() throws Exception {
        try (TcpTarget target = new TcpTarget(recording(TcpTarget.ok("")))) {
            HttpTarget get = Targets.get("http://user:p%40ss@shop.test:" + target.port() + "");
            get = Targets.withHeader(get, "user-agent", "mine");
            get = Targets.withHeader(get, "Host", "virtual.test");

            loop.run(get);

            assertThat(requests.poll(5, TimeUnit.SECONDS).lines().map(String::toLowerCase))
                    .contains("get / http/1.1", "host: virtual.test", "user-agent: mine")
                    .contains("authorization: basic dxnlcjpwqhnz")
                    .noneMatch(line -> line.contains("sonde"));
        }
    }

    @Test
    void request_withABodySaysHowLongItIs() throws Exception {
        try (TcpTarget target = new TcpTarget(recording(TcpTarget.ok("")))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");

            assertThat(loop.run(Targets.withBody(get, "POST", "größer")).outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(requests.poll(5, TimeUnit.SECONDS)).contains("POST / HTTP/1.1", "content-length: 8");
            assertThat(loop.run(Targets.withBody(get, "PUT", null)).outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(requests.poll(5, TimeUnit.SECONDS).toLowerCase())
                    .contains("put / http/1.1", "content-length: 0");
            assertThat(loop.run(Targets.withBody(get, "PURGE", null)).outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(requests.poll(5, TimeUnit.SECONDS)).contains("PURGE / HTTP/1.1");
        }
    }

    @Test
    void request_isTheSameInEveryRun() throws Exception {
        try (TcpTarget target = new TcpTarget(socket -> {
            String head = TcpTarget.readHead(socket.getInputStream());
            requests.add(head + new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII));
            socket.getOutputStream().write(TcpTarget.ok("").getBytes(StandardCharsets.US_ASCII));
            TcpTarget.awaitClose(socket);
        })) {
            HttpTarget post =
                    Targets.withBody(Targets.get("http://shop.test:" + target.port() + "/"), "POST", "content");
            Probe probe = loop.probe(post, TIMEOUT);
            String first = null;
            for (int i = 0; i < 5; i++) {
                assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
                String request = requests.poll(5, TimeUnit.SECONDS)
                        .replaceFirst("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00", "traceparent: fresh");
                first = first == null ? request : first;
                assertThat(request).isEqualTo(first).endsWith("\r\n\r\ncontent");
            }
        }
    }

    @Test
    void run_readsNoBodyAfterHead() {
        try (TcpTarget target =
                new TcpTarget(TcpTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");

            assertThat(loop.run(Targets.withBody(get, "HEAD", null)).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void run_overIpv6() {
        try (TcpTarget target = new TcpTarget("::1", TcpTarget.answering(TcpTarget.ok("")))) {
            Sample literal = loop.run(Targets.get("http://[::1]:" + target.port() + "/"));
            Sample named = loop.run(Targets.get("http://six.test:" + target.port() + "/"));

            assertThat(literal.outcome()).as(literal.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(literal.address()).isEqualTo("[::1]:" + target.port());
            assertThat(named.outcome()).as(named.detail()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void expectations_areHeldAgainstTheAnswer() {
        try (TcpTarget target = new TcpTarget(
                TcpTarget.answering(TcpTarget.response("503 Busy", "X-Node: a1\r\n", "{\"status\":\"down\"}")))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");

            Sample status = loop.run(get);
            Sample body = loop.run(Targets.with(get, expecting("5xx", "\"up\"")));
            Sample fine = loop.run(Targets.with(get, expecting("503", "\"down\"")));

            assertThat(status.outcome()).isEqualTo(Outcome.failure(FailureReason.HTTP_STATUS));
            assertThat(status.detail()).isEqualTo("status: 503 (expected: 2xx)");
            assertThat(status.status()).isEqualTo(503);
            assertThat(body.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(body.detail())
                    .isEqualTo("body: 17 bytes, '{\"status\":\"down\"}' (expected: to contain '\"up\"')");
            assertThat(fine.outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void expectations_onALongBodyAreJudgedToo() {
        String body = "x".repeat(3_000_000) + "the end";
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok(body)))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");

            assertThat(loop.run(Targets.with(get, expecting("2xx", "xthe end"))).outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(loop.run(Targets.with(get, expecting("2xx", "xthe beginning")))
                            .outcome())
                    .isEqualTo(Outcome.failure(FailureReason.ASSERTION));
        }
    }

    @Test
    void responseTime_countsFromStartToLastByte() {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("")))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");
            HttpExpectation strict =
                    HttpExpectation.DEFAULT.withCommon(Expectation.NONE.withResponseTime(Duration.ofNanos(1)));

            assertThat(loop.run(Targets.with(get, strict)).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
        }
    }

    @Test
    void secrets_areSentAndMaskedInWhatIsTold() throws Exception {
        Files.writeString(secrets.resolve("token"), "s3cret-token\n");
        try (TcpTarget target =
                new TcpTarget(recording(TcpTarget.response("403 No", "", "bad s3cret-token env-value")))) {
            HttpTarget get = Targets.get("http://shop.test:" + target.port() + "/");
            get = Targets.withHeader(get, "Authorization", "Bearer ${file:token}");
            get = Targets.withHeader(get, "X-Key", "${env:SONDE_KEY}");

            Sample sample = loop.run(Targets.with(get, expecting("403", "welcome")));

            assertThat(requests.poll(5, TimeUnit.SECONDS))
                    .contains("Authorization: Bearer s3cret-token", "X-Key: env-value");
            assertThat(sample.detail()).isEqualTo("body: 26 bytes, 'bad *** ***' (expected: to contain 'welcome')");
        }
    }

    @Test
    void secrets_unresolvedAreTheAgentsFault() {
        HttpTarget get = Targets.get("http://shop.test:1/");

        Sample file = loop.run(Targets.withHeader(get, "X-Key", "${file:absent}"));
        Sample variable = loop.run(Targets.withHeader(get, "X-Key", "${env:HOME}"));

        assertThat(file.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(file.detail()).isEqualTo("${file:absent}: no readable file " + secrets.resolve("absent"));
        assertThat(file.phases().toMap()).isEmpty();
        assertThat(variable.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(variable.detail()).isEqualTo("${env:HOME}: variable not allowed (expected: a name of --env-allow)");
    }

    @Test
    void secrets_withALineBreakAreRefused() throws Exception {
        Files.writeString(secrets.resolve("split"), "one\r\nX-Evil: two");

        Sample sample = loop.run(Targets.withHeader(Targets.get("http://shop.test:1/"), "X-Key", "${file:split}"));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).isEqualTo("header X-Key: value with a line break (expected: a single line)");
    }

    @Test
    void runs_overlap() {
        CountDownLatch arrived = new CountDownLatch(10);
        try (TcpTarget target = new TcpTarget(socket -> {
            if (!TcpTarget.readHead(socket.getInputStream()).isEmpty()) {
                arrived.countDown();
                arrived.await(); // nobody is answered before all have asked
                socket.getOutputStream().write(TcpTarget.ok("").getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            Probe probe = loop.probe(Targets.get("http://shop.test:" + target.port() + "/"), TIMEOUT);

            List<Future<Sample>> runs = loop.on(() -> Future.succeededFuture(
                    IntStream.range(0, 10).mapToObj(i -> probe.run()).toList()));
            loop.on(() -> Future.all(runs));

            assertThat(runs).allMatch(run -> run.result().outcome().equals(Outcome.SUCCESS));
        }
    }

    @Test
    void close_endsRunsInFlightAsUnknownAndClosesTheirConnections() {
        try (TcpTarget target = new TcpTarget(TcpTarget::awaitClose)) {
            Probe probe = loop.probe(Targets.get("http://shop.test:" + target.port() + "/"), TIMEOUT);
            Future<Sample> run = loop.on(() -> Future.succeededFuture(probe.run()));
            Awaitility.await().until(() -> target.open() == 1);

            loop.on(() -> {
                probe.close();
                return Future.succeededFuture();
            });

            Sample sample = loop.on(() -> run);
            assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_STOPPED));
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING);
            Awaitility.await().until(() -> target.open() == 0);
            assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_STOPPED));
        }
    }

    @Test
    void sourceAddress_isWhatThePeerSees() {
        List<String> peers = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(socket -> {
            peers.add(socket.getInetAddress().getHostAddress());
            TcpTarget.answering(TcpTarget.ok("fine")).with(socket);
        })) {
            Network network = new Network(null, true, "127.0.0.2", Network.Addresses.FIRST, Network.Rule.ALL);
            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/").toBuilder()
                    .network(network)
                    .build());

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(peers).containsExactly("127.0.0.2");
        }
    }

    @Test
    void preferredFamily_withoutFallbackIsDemanded() {
        Network network = new Network(IpFamily.IP6, false, null, Network.Addresses.FIRST, Network.Rule.ALL);

        Sample sample = loop.run(
                Targets.get("http://shop.test:1/").toBuilder().network(network).build());

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.DNS));
        assertThat(sample.detail()).isEqualTo("shop.test: no IPv6 address");
    }

    @Test
    void close_beforeTheFirstRunBeganEndsItToo() {
        Future<Sample> run = loop.on(() -> {
            Probe probe = loop.probes.create(Check.of(
                    new CheckName("test"), Duration.ofSeconds(30), TIMEOUT, Targets.get("http://shop.test:1/")));
            Future<Sample> begun = probe.run();
            probe.close();
            return Future.succeededFuture(begun);
        });

        assertThat(loop.on(() -> run).outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_STOPPED));
    }

    private Conversation recording(String response) {
        return socket -> {
            String head = TcpTarget.readHead(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.add(head);
                socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                TcpTarget.awaitClose(socket);
            }
        };
    }

    private static HttpExpectation expecting(String status, String contained) {
        return HttpExpectation.DEFAULT
                .withStatus(List.of(StatusMatch.parse(status)))
                .withBody(BodyExpectation.of(List.of(new TextMatch.Contains(contained))));
    }
}
