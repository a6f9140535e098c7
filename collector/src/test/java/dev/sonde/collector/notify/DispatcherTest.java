package dev.sonde.collector.notify;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.fence.AddressRange;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.secret.SecretText;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries over real sockets, with a clock that is moved by hand. */
@Timeout(60)
class DispatcherTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path secretsDirectory;

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final RandomGenerator noChance = () -> 0L;
    private Vertx vertx;
    private WireMockServer server;
    private Dispatcher dispatcher;

    @BeforeEach
    void setUp() {
        vertx = Vertx.vertx();
        server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        dispatcher = dispatcher(AddressFence.operator(), Duration.ofSeconds(20));
    }

    private Dispatcher dispatcher(AddressFence fence, Duration timeout) {
        return new Dispatcher(
                vertx,
                outbox,
                new SecretResolver(secretsDirectory, Map.of(), List.of()),
                fence,
                clock::get,
                noChance,
                timeout);
    }

    @AfterEach
    void tearDown() {
        dispatcher.close().await();
        vertx.close().await();
        server.stop();
    }

    private Receiver receiver(String name, String url, String secret) {
        return new Receiver(
                name,
                new WebhookReceiver(
                        new SecretText(url),
                        secret == null ? null : new SecretText(secret),
                        WebhookReceiver.Format.SONDE));
    }

    private Receiver pager() {
        return receiver("pager", server.url("/hook"), null);
    }

    private OutboxMessage message(String id, String receiver, String incident) {
        return new OutboxMessage(
                id, receiver, incident, "incident.opened", "{\"id\":\"" + id + "\"}", clock.get(), 0, clock.get());
    }

    private void answers(ResponseDefinitionBuilder... responses) {
        String state = Scenario.STARTED;
        for (int i = 0; i < responses.length; i++) {
            boolean last = i == responses.length - 1;
            String next = last ? state : "answered " + (i + 1);
            server.stubFor(post(urlPathEqualTo("/hook"))
                    .inScenario("hook")
                    .whenScenarioStateIs(state)
                    .willReturn(responses[i])
                    .willSetStateTo(next));
            state = next;
        }
    }

    private List<LoggedRequest> requests() {
        return server.findAll(anyRequestedFor(anyUrl()));
    }

    private void moveClockTo(Instant time) {
        clock.set(time);
        dispatcher.poke();
    }

    /** The dispatcher has asked for what is due now and found nothing. */
    private void nothingHappensAt(Instant time, int logSize) throws InterruptedException {
        int asked = outbox.asked();
        moveClockTo(time);
        outbox.awaitAsked(asked + 1);
        dispatcher.poke();
        outbox.awaitAsked(asked + 2);
        assertThat(outbox.log).hasSize(logSize);
    }

    @Test
    void message_isPostedAsItIs() throws InterruptedException {
        answers(aResponse().withStatus(204));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 delivered");
        assertThat(outbox.results()).isEqualTo(Map.of("pager", Map.of(DeliveryResult.DELIVERED, 1L)));
        LoggedRequest request = requests().get(0);
        assertThat(request.getBodyAsString()).isEqualTo("{\"id\":\"msg_1\"}");
        assertThat(request.getHeader("content-type")).isEqualTo("application/json");
        assertThat(request.getHeader("webhook-id")).isEqualTo("msg_1");
        assertThat(request.getHeader("webhook-timestamp")).isEqualTo("1772366400");
        assertThat(request.containsHeader("webhook-signature")).isFalse();
        assertThat(request.getHeader("host")).isEqualTo("localhost:" + server.port());
    }

    @Test
    void nothingIsAsked_beforeReceiversAreKnown() throws InterruptedException {
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.poke();
        answers(aResponse().withStatus(200));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 delivered");
    }

    @Test
    void signature_isVerifiedByOtherCodeThanSignedIt() throws Exception {
        answers(aResponse().withStatus(500), aResponse().withStatus(200));
        Files.writeString(secretsDirectory.resolve("hook"), "whsec_" + KEY + "\n");
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("pager", server.url("/hook"), "${file:hook}")));
        outbox.awaitLog(1);
        moveClockTo(START.plusSeconds(5));
        outbox.awaitLog(2);

        assertThat(requests()).hasSize(2).allSatisfy(request -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            mac.update(request.getHeader("webhook-id").getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '.');
            mac.update(request.getHeader("webhook-timestamp").getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '.');
            mac.update(request.getBody());
            assertThat(request.getHeader("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal()));
        });
        assertThat(requests())
                .extracting(request -> request.getHeader("webhook-id"))
                .containsOnly("msg_1");
        assertThat(requests())
                .extracting(request -> request.getHeader("webhook-timestamp"))
                .containsExactlyInAnyOrder("1772366400", "1772366405");
    }

    @Test
    void refusedMessage_isTriedAgainOnScheduleUntilItIsGivenUp() throws InterruptedException {
        answers(aResponse().withStatus(500).withBody("out\nof order"));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        Instant due = START;

        for (int attempt = 1; attempt <= 9; attempt++) {
            outbox.awaitLog(attempt);
            due = due.plus(RetrySchedule.DELAYS.get(attempt - 1));
            assertThat(outbox.log.get(attempt - 1))
                    .isEqualTo("msg_1 retry " + attempt + " at " + due + " HTTP 500: out of order");
            nothingHappensAt(due.minusMillis(1), attempt);
            moveClockTo(due);
        }
        outbox.awaitLog(10);

        assertThat(outbox.log.get(9)).isEqualTo("msg_1 given up after 10 HTTP 500: out of order");
        assertThat(requests()).hasSize(10);
        assertThat(outbox.results())
                .isEqualTo(Map.of("pager", Map.of(DeliveryResult.RETRIED, 9L, DeliveryResult.GIVEN_UP, 1L)));
    }

    @Test
    void success_afterAnUnavailableAnswerEndsTheRetries() throws InterruptedException {
        answers(aResponse().withStatus(503), aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        moveClockTo(START.plusSeconds(5));
        outbox.awaitLog(2);

        assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:00:05Z HTTP 503", "msg_1 delivered");
        nothingHappensAt(START.plus(Duration.ofDays(1)), 2);
    }

    @Test
    void redirect_isNotFollowed() throws InterruptedException {
        answers(aResponse().withStatus(301).withHeader("Location", server.url("/elsewhere")));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:00:05Z HTTP 301");
        assertThat(requests()).extracting(LoggedRequest::getUrl).containsExactly("/hook");
    }

    @Test
    void retryAfterInSeconds_isHonoured() throws InterruptedException {
        answers(
                aResponse().withStatus(429).withHeader("Retry-After", "120"),
                aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:02:00Z HTTP 429");
        nothingHappensAt(START.plusSeconds(119), 1);
        moveClockTo(START.plusSeconds(120));
        outbox.awaitLog(2);
        assertThat(outbox.log.get(1)).isEqualTo("msg_1 delivered");
    }

    @Test
    void retryAfterAsADate_isHonoured() throws InterruptedException {
        answers(aResponse().withStatus(503).withHeader("Retry-After", "Sun, 01 Mar 2026 12:10:00 GMT"));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:10:00Z HTTP 503");
    }

    @Test
    void throttlingReceiver_getsNothingElseMeanwhile() throws InterruptedException {
        answers(
                aResponse().withStatus(429).withHeader("Retry-After", "60"),
                aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        outbox.owe(message("msg_2", "pager", "i2"));
        nothingHappensAt(START.plusSeconds(59), 1);
        moveClockTo(START.plusSeconds(60));
        outbox.awaitLog(3);

        assertThat(outbox.log.subList(1, 3)).containsExactlyInAnyOrder("msg_1 delivered", "msg_2 delivered");
    }

    @Test
    void goneReceiver_isGivenUpAtOnce() throws InterruptedException {
        answers(aResponse().withStatus(410));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 given up after 1 HTTP 410");
    }

    @Test
    void resolve_neverOvertakesItsAlarm() throws InterruptedException {
        answers(aResponse().withStatus(500), aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        // the newer message wakes the queue, and the older one goes first
        clock.set(START.plusSeconds(2));
        outbox.owe(message("msg_2", "pager", "i1"));
        dispatcher.poke();
        outbox.awaitLog(3);

        assertThat(outbox.log.subList(1, 3)).containsExactly("msg_1 delivered", "msg_2 delivered");
        assertThat(requests())
                .extracting(request -> request.getHeader("webhook-id"))
                .containsExactlyInAnyOrder("msg_1", "msg_1", "msg_2");
    }

    @Test
    void newerMessageBehindAFailingOne_waitsWithIt() throws InterruptedException {
        answers(aResponse().withStatus(500));
        outbox.owe(message("msg_1", "pager", "i1"));
        outbox.owe(message("msg_2", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        nothingHappensAt(START.plusSeconds(4), 1);

        assertThat(outbox.message("msg_2").dueAt()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void deliveryAfterAFailure_wakesTheReceiversOtherMessages() throws InterruptedException {
        answers(aResponse().withStatus(500), aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        clock.set(START.plusSeconds(1));
        outbox.owe(message("msg_2", "pager", "i2"));
        dispatcher.poke();
        outbox.awaitLog(3);

        assertThat(outbox.log.subList(1, 3)).containsExactly("msg_2 delivered", "msg_1 delivered");
    }

    @Test
    void oneReceiversTrouble_isNotAnothers() throws InterruptedException {
        server.stubFor(post(urlEqualTo("/slow")).willReturn(aResponse().withFixedDelay(60_000)));
        answers(aResponse().withStatus(200));
        for (int i = 0; i < 50; i++) {
            outbox.owe(message("msg_0" + (10 + i), "slow", "i" + i));
        }
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("slow", server.url("/slow"), null), pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 delivered");
    }

    @Test
    void missingSecret_waitsWithoutUsingUpAttempts() throws Exception {
        answers(aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(receiver("pager", server.url("/hook"), "${file:hook}")));
        outbox.awaitLog(1);
        assertThat(outbox.log.get(0))
                .startsWith("msg_1 retry 0 at 2026-03-01T12:01:00Z ${file:hook}: no readable file");
        assertThat(requests()).isEmpty();

        Files.writeString(secretsDirectory.resolve("hook"), "whsec_" + KEY);
        moveClockTo(START.plusSeconds(60));
        outbox.awaitLog(2);

        assertThat(outbox.log.get(1)).isEqualTo("msg_1 delivered");
    }

    @Test
    void secretOfTheWrongForm_isNotShown() throws Exception {
        Files.writeString(secretsDirectory.resolve("hook"), "hunter2");
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("pager", server.url("/hook"), "${file:hook}")));
        outbox.awaitLog(1);

        assertThat(outbox.log)
                .containsExactly("msg_1 retry 0 at 2026-03-01T12:01:00Z webhook secret (expected: whsec_ and 24 to 64"
                        + " random bytes in base64)");
    }

    @Test
    void secretInTheUrl_isUsedAndNotShown() throws Exception {
        server.stubFor(
                post(urlEqualTo("/hook?token=hunter2")).willReturn(aResponse().withStatus(200)));
        Files.writeString(secretsDirectory.resolve("token"), "hunter2");
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(receiver("pager", server.url("/hook") + "?token=${file:token}", null)));
        outbox.awaitLog(1);

        Files.writeString(secretsDirectory.resolve("token"), "not a URL");
        outbox.owe(message("msg_2", "pager", "i2"));
        dispatcher.poke();
        outbox.awaitLog(2);

        assertThat(outbox.log.get(0)).isEqualTo("msg_1 delivered");
        assertThat(outbox.log.get(1))
                .contains("url: http")
                .contains("${file:token}")
                .doesNotContain("not a URL");
    }

    @Test
    void secretInTheUrl_isNotShownWhenTheReceiverRepeatsIt() throws Exception {
        answers(aResponse().withStatus(404).withBody("Cannot POST /hook?token=hunter2"));
        Files.writeString(secretsDirectory.resolve("token"), "hunter2");
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("pager", server.url("/hook") + "?token=${file:token}", null)));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:00:05Z HTTP 404");
    }

    @Test
    void userInTheUrl_isSentAsBasicCredentials() throws InterruptedException {
        answers(aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(
                List.of(receiver("pager", "http://ann:s%3Acret@localhost:" + server.port() + "/hook", null)));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 delivered");
        assertThat(requests().get(0).getHeader("authorization"))
                .isEqualTo(
                        "Basic " + Base64.getEncoder().encodeToString("ann:s:cret".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void linkLocalAddress_isNotConnectedTo() throws InterruptedException {
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("pager", "http://169.254.169.254/latest/meta-data", null)));
        outbox.awaitLog(1);

        assertThat(outbox.log)
                .containsExactly("msg_1 retry 0 at 2026-03-01T12:01:00Z the receiver's address is link-local or a"
                        + " cloud's metadata service, which is denied (expected: another address)");
    }

    @Test
    void fence_isAskedForTheAddressBehindTheName() throws InterruptedException {
        dispatcher.close().await();
        dispatcher = dispatcher(
                AddressFence.of(List.of(), List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"))),
                Duration.ofSeconds(20));
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log.get(0)).contains("which is denied");
        assertThat(requests()).isEmpty();
    }

    @Test
    void unreachableReceiver_isTriedAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        outbox.owe(message("msg_1", "pager", "i1"));
        outbox.owe(message("msg_2", "lost", "i1"));

        dispatcher.configure(List.of(
                receiver("pager", "http://127.0.0.1:" + port + "/", null),
                receiver("lost", "http://no-such-host.invalid/", null)));
        outbox.awaitLog(2);

        assertThat(outbox.log)
                .containsExactlyInAnyOrder(
                        "msg_1 retry 1 at 2026-03-01T12:00:05Z connection refused or not possible",
                        "msg_2 retry 1 at 2026-03-01T12:00:05Z the host's name does not resolve");
    }

    @Test
    void untrustedCertificate_isAFailure() throws InterruptedException {
        WireMockServer tls = new WireMockServer(options().dynamicPort().dynamicHttpsPort());
        tls.start();
        outbox.owe(message("msg_1", "pager", "i1"));

        dispatcher.configure(List.of(receiver("pager", "https://localhost:" + tls.httpsPort() + "/hook", null)));
        outbox.awaitLog(1);
        tls.stop();

        assertThat(outbox.log.get(0))
                .startsWith("msg_1 retry 1 at 2026-03-01T12:00:05Z TLS: ")
                .contains("certification path");
    }

    @Test
    void receiverThatLeftTheConfiguration_isGivenUp() throws InterruptedException {
        outbox.owe(message("msg_1", "gone", "i1"));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 given up after 0 the receiver left the configuration");
    }

    @Test
    void brokenOutbox_delaysAndLosesNothing() throws InterruptedException {
        answers(aResponse().withStatus(200));
        outbox.breakDown(true);
        outbox.owe(message("msg_1", "pager", "i1"));
        dispatcher.configure(List.of(pager()));

        outbox.breakDown(false);
        dispatcher.poke();
        outbox.awaitLog(1);

        assertThat(outbox.log).containsExactly("msg_1 delivered");
    }

    @Test
    void messageThatEndsWhileTheOutboxIsAsked_isNotSentAgain() throws InterruptedException {
        answers(aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        outbox.holdBackAnswer(2);

        dispatcher.configure(List.of(pager()));
        dispatcher.poke();
        outbox.awaitLog(1);
        int asked = outbox.asked();
        dispatcher.poke();
        outbox.awaitAsked(asked + 1);

        outbox.owe(message("msg_2", "pager", "i1"));
        dispatcher.poke();
        outbox.awaitLog(2);
        assertThat(outbox.log).containsExactly("msg_1 delivered", "msg_2 delivered");
        assertThat(requests())
                .extracting(request -> request.getHeader("webhook-id"))
                .containsExactlyInAnyOrder("msg_1", "msg_2");
    }

    @Test
    void close_waitsForWhatIsUnderWay() throws Exception {
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            raw.awaitRequest();

            var closing = dispatcher.close();
            raw.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            closing.await();

            assertThat(outbox.log).containsExactly("msg_1 delivered");
        }
    }

    @Test
    void slowAnswer_failsAtTheTimeout() throws Exception {
        dispatcher.close().await();
        dispatcher = dispatcher(AddressFence.operator(), Duration.ofMillis(300));
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            outbox.awaitLog(1);

            assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:00:05Z no answer within 300ms");
            raw.awaitClosed();
        }
    }

    @Test
    void successWithAnEndlessBody_isASuccessAndIsHungUpOn() throws Exception {
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            raw.awaitRequest();

            raw.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            outbox.awaitLog(1);

            assertThat(outbox.log).containsExactly("msg_1 delivered");
            raw.awaitClosed();
        }
    }

    @Test
    void refusalWithAHugeBody_isReadInExcerptAndHungUpOn() throws Exception {
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            raw.awaitRequest();

            raw.answerEndlessly("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 10000000000\r\n\r\n", "no! ");
            outbox.awaitLog(1);

            assertThat(outbox.log.get(0))
                    .isEqualTo("msg_1 retry 1 at 2026-03-01T12:00:05Z HTTP 500: " + "no! ".repeat(50) + "\u2026");
            raw.awaitClosed();
            assertThat(raw.bytesWritten()).isLessThan(20_000_000);
        }
    }

    @Test
    void refusalWithASlowBody_isDecidedByItsHeadAtTheTimeout() throws Exception {
        dispatcher.close().await();
        dispatcher = dispatcher(AddressFence.operator(), Duration.ofSeconds(3));
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            raw.awaitRequest();

            raw.answer("HTTP/1.1 503 Unavailable\r\nRetry-After: 77\r\nContent-Length: 100\r\n\r\nwai");
            outbox.awaitLog(1);

            assertThat(outbox.log).containsExactly("msg_1 retry 1 at 2026-03-01T12:01:17Z HTTP 503: wai");
        }
    }

    @Test
    void answerThatIsNotHttp_isAFailure() throws Exception {
        try (RawReceiver raw = new RawReceiver()) {
            outbox.owe(message("msg_1", "pager", "i1"));
            dispatcher.configure(List.of(receiver("pager", raw.url(), null)));
            raw.awaitRequest();

            raw.answer("220 smtp.example ESMTP\r\n");
            raw.hangUp();
            outbox.awaitLog(1);

            assertThat(outbox.log.get(0)).startsWith("msg_1 retry 1 at 2026-03-01T12:00:05Z ");
        }
    }

    @Test
    void receiverIsOwedNothing_afterAllIsDelivered() throws IOException, InterruptedException {
        answers(aResponse().withStatus(200));
        outbox.owe(message("msg_1", "pager", "i1"));
        outbox.owe(message("msg_2", "pager", "i1"));
        assertThat(outbox.queues()).isEqualTo(Map.of("pager", new OutboxStore.Queue(2, START)));

        dispatcher.configure(List.of(pager()));
        outbox.awaitLog(2);

        assertThat(outbox.log).containsExactly("msg_1 delivered", "msg_2 delivered");
        assertThat(outbox.queues()).isEmpty();
    }
}
