package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class Http2ProbeTest extends EveryEngine {
    private static final Identity SHOP = new TestAuthority().identity("shop.test");
    private static final Tls UNVERIFIED = new Tls(null, null, false);

    @Test
    void run_waitsForSettingsInAPhaseOfItsOwn() {
        try (TcpTarget target = serve(new Http2Conversation(0, 0, 0, 1000))) {
            Sample sample = loop.run(secure(target, Version.AUTO));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(
                            Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }

    @Test
    void run_thatGetsNoSettingsTimesOutInThatPhase() {
        try (TcpTarget target = serve(TcpTarget::awaitClose)) {
            Sample sample = loop.run(secure(target, Version.AUTO), Duration.ofMillis(500));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sample.detail()).isEqualTo("no HTTP/2 settings from the peer within 500ms");
            assertThat(sample.phases().has(Phase.SETTINGS)).isTrue();
            assertThat(sample.phases().has(Phase.PROCESSING)).isFalse();
        }
    }

    @Test
    void run_closedBeforeSettings() {
        try (TcpTarget target = serve(socket -> socket.getInputStream().read(new byte[24]))) {
            Sample sample = loop.run(secure(target, Version.AUTO));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail()).isEqualTo("the peer closed the connection before its HTTP/2 settings");
        }
    }

    @Test
    void run_whoseStreamIsReset() {
        try (TcpTarget target = serve(new Http2Conversation(0, 0, 0, 0).resetting())) {
            Sample sample = loop.run(secure(target, Version.HTTP_2));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail())
                    .isEqualTo("the peer reset the HTTP/2 stream with code 2 before the response head");
        }
    }

    @Test
    void run_offersHttp1OnlyWhenAskedTo() {
        TlsConversation both =
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok(""))).agreeing("h2", "http/1.1");
        try (TcpTarget target = new TcpTarget(both)) {
            assertThat(loop.run(secure(target, Version.HTTP_1_1)).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void request_isTheSameAsOverHttp1() throws Exception {
        BlockingQueue<List<String>> requests = new LinkedBlockingQueue<>();
        HttpServer server = loop.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    requests.add(List.of(
                            request.version().name(),
                            request.method().name(),
                            request.authority().toString(),
                            request.uri(),
                            String.valueOf(request.getHeader("X-Team")),
                            request.getHeader("User-Agent"),
                            body.toString()));
                    request.response().end("fine");
                }));
        loop.on(server::listen);
        HttpTarget target = Targets.get("http://shop.test:" + server.actualPort() + "/a?b=c");
        target = Targets.withHeader(Targets.withBody(target, "POST", "content"), "X-Team", "payments");

        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            Sample sample = loop.run(Targets.with(target, version));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(requests.poll(5, TimeUnit.SECONDS))
                    .containsExactly(
                            version == Version.HTTP_2 ? "HTTP_2" : "HTTP_1_1",
                            "POST",
                            "shop.test:" + server.actualPort(),
                            "/a?b=c",
                            "payments",
                            "Sonde/test",
                            "content");
        }
        Future<Void> closed = loop.on(() -> Future.succeededFuture(server.close()));
        loop.on(() -> closed);
    }

    private static TcpTarget serve(TcpTarget.Conversation conversation) {
        return new TcpTarget(new TlsConversation(SHOP, conversation).agreeing("h2"));
    }

    private static HttpTarget secure(TcpTarget target, Version version) {
        HttpTarget get = Targets.get("https://shop.test:" + target.port() + "/");
        return Targets.with(Targets.with(get, version), UNVERIFIED);
    }
}
