package dev.sonde.agent.blackbox.prober;

import static dev.sonde.agent.blackbox.prober.ProberRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.agent.hostile.LoopWatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An expression that takes seconds over what a peer sends, wherever it is matched, leaves the loop to other probes. */
class BusyLoopTest {
    /** A thousand steps for each character. */
    private static final String SLOW = "[^z]{0,1000}z";

    private static final String LONG = "a".repeat(60_000);
    private static final Duration MOST = Duration.ofMillis(500);

    @TempDir
    private Path home;

    private ProberRig rig;
    private Vertx vertx;
    private Vertx others;

    @BeforeEach
    void start() {
        rig = ProberRig.start(home);
        vertx = rig.vertx();
        others = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        rig.close();
        await(others.close());
    }

    @Test
    void lines() throws Exception {
        int port = await(others.createNetServer()
                        .connectHandler(
                                socket -> socket.end(Buffer.buffer(LONG + "\n" + "b\n".repeat(1000) + "the z\n")))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = watched(
                "{prober: tcp, tcp: {query_response: [{expect: '" + SLOW + "$', labels: [{name: a, value: b}]}]}}",
                "127.0.0.1:" + port);

        assertThat(told.metrics()).as(told.log()).contains("probe_success 1\n", "probe_expect_info{a=\"b\"} 1\n");
    }

    @Test
    void messages() throws Exception {
        int port = await(others.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(1_000_000))
                        .webSocketHandler(socket -> {
                            socket.writeTextMessage(LONG);
                            socket.writeTextMessage("the z");
                            socket.textMessageHandler(text -> socket.writeTextMessage("you said " + text + " z"));
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = watched(
                "{prober: websocket, websocket: {query_response: [{expect: '" + SLOW
                        + "', send: hello}, {expect: 'said hello " + SLOW + "'}]}}",
                "ws://127.0.0.1:" + port);

        assertThat(told.metrics())
                .as(told.log())
                .contains("probe_success 1\n", "probe_websocket_failed_due_to_regex 0\n");
    }

    @Test
    void headersAndBodies() throws Exception {
        int port = await(others.createHttpServer()
                        .requestHandler(request -> request.response()
                                .putHeader("X-Long", LONG.substring(0, 6000))
                                .end(LONG))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        String rule = "fail_if_header_matches: [{header: X-Long, regexp: '" + SLOW + "'}]";

        Told headers = watched("{prober: http, http: {" + rule + "}}", "http://127.0.0.1:" + port + "/");
        Told wrong = watched(
                "{prober: http, http: {" + rule.replace("header_matches", "header_not_matches") + "}}",
                "http://127.0.0.1:" + port + "/");
        Told bodies = watched(
                "{prober: http, http: {fail_if_body_matches_regexp: ['" + SLOW + "']}}",
                "http://127.0.0.1:" + port + "/");

        assertThat(headers.success()).as(headers.log()).isTrue();
        assertThat(wrong.metrics()).contains("probe_success 0\n", "probe_failed_due_to_regex 1\n");
        assertThat(wrong.log()).contains("Header did not match regular expression");
        assertThat(bodies.success()).as(bodies.log()).isTrue();
    }

    private Told watched(String module, String target) throws Exception {
        Context context = await(rig.onLoop(() -> Future.succeededFuture(vertx.getOrCreateContext())));
        try (LoopWatch watch = new LoopWatch(context)) {
            Told told = rig.probe(module, target, 60);
            assertThat(Duration.ofNanos(watch.read().busyNanos())).isLessThan(MOST);
            return told;
        }
    }
}
