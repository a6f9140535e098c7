package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that use the connection of an earlier one, against real sockets. */
@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
class KeepAliveTest {
    private static final Identity SHOP = new TestAuthority().identity("shop.test");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration HANG = Duration.ofMillis(4_900);
    private static final Set<Phase> ANSWER_ONLY = Set.of(Phase.PROCESSING, Phase.TRANSFER);
    private static final Set<Phase> FROM_THE_START =
            Set.of(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);

    @Parameter
    Engines engines;

    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicLong clockSkewNanos = new AtomicLong();
    volatile LongSupplier clock = System::nanoTime;
    TestLoop loop;

    @BeforeEach
    void open() {
        loop = new TestLoop(
                engines, TestLoop.settings(engines).withNanoClock(() -> clock.getAsLong() + clockSkewNanos.get()));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** Answers request after request on one connection. */
    private TcpTarget.Conversation answering(String response) {
        return socket -> {
            while (answer(socket, response)) {
                continue;
            }
        };
    }

    private boolean answer(Socket socket, String response) throws Exception {
        String head = TcpTarget.readHead(socket.getInputStream());
        if (head.isEmpty()) {
            return false;
        }
        heads.add(head);
        socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private HttpTarget kept(TcpTarget target) {
        return kept(Targets.get("http://shop.test:" + target.port() + "/"));
    }

    private static HttpTarget kept(HttpTarget target) {
        return target.toBuilder().connection(Connection.KEEP_ALIVE).build();
    }

    private void closing(Probe probe) {
        loop.on(() -> {
            probe.close();
            return Future.succeededFuture();
        });
    }

    /** From here on the runs' clock moves by hand only. */
    private void standStill() {
        long now = System.nanoTime();
        clock = () -> now;
    }

    private static void assertHungAndBroke(Sample sample, String detail) {
        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
        assertThat(sample.detail()).isEqualTo(detail);
        assertThat(sample.durationNanos()).isEqualTo(HANG.toNanos());
        assertThat(sample.phases().toMap()).isEqualTo(Map.of(Phase.PROCESSING, HANG.toNanos()));
    }

    private static void assertGood(Sample sample, Set<Phase> phases) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.phases().toMap().keySet()).isEqualTo(phases);
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
    }

    @Test
    void secondRun_usesTheConnectionOfTheFirst() {
        try (TcpTarget target = new TcpTarget(answering(TcpTarget.ok("fine")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);

            assertGood(loop.run(probe), FROM_THE_START);
            Sample second = loop.run(probe);
            assertGood(loop.run(probe), ANSWER_ONLY);

            assertGood(second, ANSWER_ONLY);
            assertThat(second.address()).isEqualTo("127.0.0.1:" + target.port());
            assertThat(second.status()).isEqualTo(200);
            assertThat(target.accepted()).isEqualTo(1);
            assertThat(heads).hasSize(3).noneMatch(head -> head.contains("connection:"));
            closing(probe);
            Awaitility.await().until(() -> target.open() == 0);
        }
    }

    @Test
    void fresh_isTheDefault() {
        try (TcpTarget target = new TcpTarget(answering(TcpTarget.ok("fine")))) {
            Probe probe = loop.probe(Targets.get("http://shop.test:" + target.port() + "/"), TIMEOUT);

            assertGood(loop.run(probe), FROM_THE_START);
            assertGood(loop.run(probe), FROM_THE_START);

            assertThat(target.accepted()).isEqualTo(2);
            assertThat(heads).allMatch(head -> head.contains("connection: close\r\n"));
        }
    }

    @Test
    void connectionThatThePeerClosed_isReplacedAndNobodysFailure() {
        try (TcpTarget target = new TcpTarget(socket -> answer(socket, TcpTarget.ok("fine")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);
            assertGood(loop.run(probe), FROM_THE_START);
            Awaitility.await().until(() -> target.open() == 0);

            assertGood(loop.run(probe), FROM_THE_START);

            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @Test
    void closedWhileTheRequestWasOnItsWay_beginsAnewOnceAndSaysSo() {
        AtomicInteger requests = new AtomicInteger();
        try (TcpTarget target = new TcpTarget(socket -> {
            while (requests.incrementAndGet() != 2 && answer(socket, TcpTarget.ok("fine"))) {
                continue;
            }
            TcpTarget.readHead(socket.getInputStream()); // and closes without a word
        })) {
            standStill();
            Probe probe = loop.probe(kept(target), TIMEOUT);
            assertGood(loop.run(probe), FROM_THE_START);

            Sample second = loop.run(probe);

            assertGood(second, FROM_THE_START);
            assertThat(second.trail().trail().notes())
                    .containsExactly(new Note(
                            "connection", "the one left open was closed by the peer; begun anew on a fresh one"));
            assertGood(loop.run(probe), ANSWER_ONLY);
            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @Test
    void closedLongAfterTheRequest_isAFailureWithAllItsTime() {
        AtomicInteger requests = new AtomicInteger();
        try (TcpTarget target = new TcpTarget(socket -> {
            while (requests.incrementAndGet() != 2 && answer(socket, TcpTarget.ok("fine"))) {
                continue;
            }
            TcpTarget.readHead(socket.getInputStream());
            clockSkewNanos.addAndGet(HANG.toNanos()); // and crashes
        })) {
            standStill();
            Probe probe = loop.probe(kept(target), TIMEOUT);
            assertGood(loop.run(probe), FROM_THE_START);

            Sample second = loop.run(probe);

            assertHungAndBroke(second, "the peer closed the connection before the response head");
            assertGood(loop.run(probe), FROM_THE_START);
            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @Test
    void http2StreamResetLongAfterTheRequest_isAFailureWithAllItsTime() {
        AtomicInteger requests = new AtomicInteger();
        Probe probe = keptHttp2WhoseSecondStreamIsReset(requests, HANG.toNanos());
        loop.run(probe);

        assertHungAndBroke(loop.run(probe), "the peer reset the HTTP/2 stream with code 2 before the response head");

        assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(requests).hasValue(3);
    }

    @Test
    void http2StreamResetAtOnce_beginsAnewOnce() {
        AtomicInteger requests = new AtomicInteger();
        Probe probe = keptHttp2WhoseSecondStreamIsReset(requests, 0);
        loop.run(probe);

        assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);

        assertThat(requests).hasValue(3);
    }

    /** @param afterNanos of a clock that stands still but for this, from the second request to the reset */
    private Probe keptHttp2WhoseSecondStreamIsReset(AtomicInteger requests, long afterNanos) {
        HttpServer server = loop.vertx.createHttpServer().requestHandler(request -> {
            if (requests.incrementAndGet() == 2) {
                clockSkewNanos.addAndGet(afterNanos);
                request.response().reset(2);
            } else {
                var unused = request.response().end("fine");
            }
        });
        int port = loop.on(() -> server.listen(0, "127.0.0.1")).actualPort();
        standStill();
        return loop.probe(kept(Targets.with(Targets.get("http://shop.test:" + port + "/"), Version.HTTP_2)), TIMEOUT);
    }

    @Test
    void newsOfAClosedConnection_takeAsLongAsTheWayAndALittle() {
        assertThat(KeptLine.newsNanos(0)).isEqualTo(100_000_000);
        assertThat(KeptLine.newsNanos(250_000_000)).isEqualTo(350_000_000);
        assertThat(KeptLine.newsNanos(3_000_000_000L)).as("a SYN was lost").isEqualTo(500_000_000);
    }

    @Test
    void closedWithinTheAnswer_isAFailure() {
        AtomicInteger requests = new AtomicInteger();
        try (TcpTarget target = new TcpTarget(socket -> {
            while (answer(socket, requests.incrementAndGet() == 2 ? "HTTP/1.1 2" : TcpTarget.ok("fine"))
                    && requests.get() != 2) {
                continue;
            }
        })) {
            Probe probe = loop.probe(kept(target), TIMEOUT);
            assertGood(loop.run(probe), FROM_THE_START);

            Sample second = loop.run(probe);

            assertThat(second.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(second.detail()).isEqualTo("the peer closed the connection before the response head");
            assertThat(second.phases().toMap()).containsOnlyKeys(Phase.PROCESSING);
            assertGood(loop.run(probe), FROM_THE_START);
        }
    }

    @Test
    void silenceOnAKeptConnection_isATimeoutAndTheNextRunDials() {
        AtomicInteger requests = new AtomicInteger();
        try (TcpTarget target = new TcpTarget(socket -> {
            while (requests.incrementAndGet() != 2 && answer(socket, TcpTarget.ok("fine"))) {
                continue;
            }
            TcpTarget.awaitClose(socket);
        })) {
            Probe probe = loop.probe(kept(target), Duration.ofMillis(300));
            assertGood(loop.run(probe), FROM_THE_START);

            assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertGood(loop.run(probe), FROM_THE_START);
        }
    }

    @Test
    void answerThatEndsTheConnection_leavesNoneBehind() {
        try (TcpTarget target =
                new TcpTarget(answering(TcpTarget.response("200 OK", "Connection: close\r\n", "fine")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);

            assertGood(loop.run(probe), FROM_THE_START);
            assertGood(loop.run(probe), FROM_THE_START);

            Awaitility.await().until(() -> target.open() == 0);
            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @Test
    void chunkedAnswer_andOneWithoutABody_leaveTheConnectionOpen() {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n";
        for (String response : List.of(chunked, "HTTP/1.1 204 No Content\r\n\r\n")) {
            try (TcpTarget target = new TcpTarget(answering(response))) {
                Probe probe = loop.probe(kept(target), TIMEOUT);

                loop.run(probe);
                assertGood(loop.run(probe), ANSWER_ONLY);
                assertThat(target.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatComesUnasked_endsTheConnectionAtRest() {
        try (TcpTarget target = new TcpTarget(answering(TcpTarget.ok("fine") + TcpTarget.ok("more")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);

            assertGood(loop.run(probe), FROM_THE_START);
            assertGood(loop.run(probe), FROM_THE_START);

            assertThat(target.accepted()).isEqualTo(2);
        }
    }

    @Test
    void connectionOfFiveMinutes_isNotUsedAnyMore() {
        try (TcpTarget target = new TcpTarget(answering(TcpTarget.ok("fine")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);
            assertGood(loop.run(probe), FROM_THE_START);
            clockSkewNanos.addAndGet(Duration.ofMinutes(4).toNanos());
            assertGood(loop.run(probe), ANSWER_ONLY);

            clockSkewNanos.addAndGet(Duration.ofMinutes(1).toNanos());

            assertGood(loop.run(probe), FROM_THE_START);
            assertThat(target.accepted()).isEqualTo(2);
            Awaitility.await().until(() -> target.open() == 1);
        }
    }

    @Test
    void runsThatOverlap_haveConnectionsOfTheirOwnAndLeaveOne() {
        try (TcpTarget target = new TcpTarget(answering(TcpTarget.ok("fine")))) {
            Probe probe = loop.probe(kept(target), TIMEOUT);
            loop.run(probe);

            List<Future<Sample>> both = loop.on(() -> Future.succeededFuture(List.of(probe.run(), probe.run())));
            loop.on(() -> Future.all(both));

            assertGood(both.get(0).result(), ANSWER_ONLY);
            assertGood(both.get(1).result(), FROM_THE_START);
            Awaitility.await().until(() -> target.open() == 1);
        }
    }

    @Test
    void certificateAndTlsVersion_areThoseOfTheKeptConnection() {
        try (TcpTarget target = new TcpTarget(new TlsConversation(SHOP, answering(TcpTarget.ok("fine"))))) {
            HttpTarget secure =
                    Targets.with(Targets.get("https://shop.test:" + target.port() + "/"), new Tls(null, null, false));
            Probe probe = loop.probe(kept(Targets.with(secure, Version.HTTP_1_1)), TIMEOUT);
            Sample first = loop.run(probe);

            Sample second = loop.run(probe);

            assertGood(second, ANSWER_ONLY);
            assertThat(second.certificateExpiry()).isNotNull().isEqualTo(first.certificateExpiry());
            assertThat(second.trail().trail().certificate())
                    .isNotNull()
                    .isEqualTo(first.trail().trail().certificate());
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @Test
    void http2_keepsItsConnectionToo() {
        HttpServer server = loop.vertx.createHttpServer().requestHandler(request -> {
            var unused = request.response().end("fine");
        });
        int port = loop.on(() -> server.listen(0, "127.0.0.1")).actualPort();
        Probe probe =
                loop.probe(kept(Targets.with(Targets.get("http://shop.test:" + port + "/"), Version.HTTP_2)), TIMEOUT);
        loop.run(probe);

        assertGood(loop.run(probe), ANSWER_ONLY);
        assertGood(loop.run(probe), ANSWER_ONLY);

        loop.on(server::close);
        awaitRefusal(port);
        assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
    }

    /** A closed listener of NIO lives on until its selector has looked again; who connects meanwhile is reset. */
    private static void awaitRefusal(int port) {
        while (true) {
            try (Socket early = new Socket("127.0.0.1", port)) {
                assertThat(early.isConnected()).isTrue();
            } catch (ConnectException refused) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
