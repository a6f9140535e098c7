package dev.sonde.agent.delivery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import dev.sonde.agent.uplink.Uplink;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.MalformedBatchException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from a harvest to a collector over real HTTP that misbehaves. */
class CourierTest {
    private static final String BATCHES = "/api/v1/batches";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456789Z");
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final WireMockServer collector =
            new WireMockServer(wireMockConfig().dynamicPort().gzipDisabled(true));
    private final AgentTelemetry telemetry = new AgentTelemetry();
    private final RetryDelay delay =
            new RetryDelay(new Random(1), Duration.ofMillis(20), Duration.ofMillis(60), Duration.ofMillis(80));

    @TempDir
    private Path directory;

    private record Answered(long incarnation, long sequence, int status) {
        @Override
        public String toString() {
            return incarnation + "/" + sequence + ":" + status;
        }
    }

    @BeforeEach
    void listen() {
        collector.start();
    }

    @AfterEach
    void close() {
        collector.stop();
        finish(vertx.close());
    }

    private Courier courier(long incarnation) {
        Uplink uplink = new Uplink(vertx, new HttpClientOptions(), Uplink.IDLE);
        BatchSender sender = new BatchSender(
                uplink,
                URI.create("http://127.0.0.1:" + collector.port()),
                () -> Future.succeededFuture("s3cret"),
                InstantSource.fixed(NOW),
                Duration.ofMillis(1_500));
        return new Courier(
                vertx,
                sender,
                directory.resolve("spool"),
                QueueLimits.DEFAULT,
                "eu-1",
                incarnation,
                delay,
                InstantSource.system(),
                telemetry);
    }

    private <T> T finish(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void on(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(here -> action.get().onComplete(done));
        finish(done.future());
    }

    private static Harvest harvest() {
        return new Harvest("r1", NOW, List.of(), SparseHistogram.EMPTY, SparseHistogram.EMPTY);
    }

    /** The collector answers so, one after the other, and then with 204. */
    private void answers(ResponseDefinitionBuilder... answers) {
        String state = Scenario.STARTED;
        for (int i = 0; i < answers.length; i++) {
            String next = "after " + (i + 1);
            collector.stubFor(post(urlEqualTo(BATCHES))
                    .inScenario("answers")
                    .whenScenarioStateIs(state)
                    .willSetStateTo(next)
                    .willReturn(answers[i]));
            state = next;
        }
        collector.stubFor(post(urlEqualTo(BATCHES))
                .inScenario("answers")
                .whenScenarioStateIs(state)
                .willReturn(status(204)));
    }

    private List<Answered> heard() {
        List<ServeEvent> events = new ArrayList<>(collector.getAllServeEvents());
        events.sort(Comparator.comparing(event -> event.getRequest().getLoggedDate()));
        return events.stream()
                .map(event -> {
                    Batch batch = unpacked(event.getRequest().getBody());
                    int status = event.getResponse().getFault() == null
                            ? event.getResponse().getStatus()
                            : -1;
                    return new Answered(batch.incarnation(), batch.sequence(), status);
                })
                .toList();
    }

    /** WireMock hands out request bodies unpacked. */
    private static Batch unpacked(byte[] body) {
        try {
            return BatchCodec.decode(body);
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    private void deliver(Courier courier, int harvests) {
        on(courier::open);
        for (int i = 0; i < harvests; i++) {
            on(() -> courier.accept(harvest()));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> telemetry.queuedBatches() == 0);
        on(courier::close);
    }

    private long spooled() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void batches_areSentInOrderWithTokenTypeAndTime() throws Exception {
        answers();

        deliver(courier(7), 3);

        assertThat(heard()).containsExactly(new Answered(7, 1, 204), new Answered(7, 2, 204), new Answered(7, 3, 204));
        collector.verify(
                3,
                postRequestedFor(urlEqualTo(BATCHES))
                        .withHeader("Authorization", equalTo("Bearer s3cret"))
                        .withHeader("Content-Type", equalTo(BatchCodec.MEDIA_TYPE))
                        .withHeader("Content-Encoding", equalTo("gzip"))
                        .withHeader("Sonde-Sent-At", equalTo("2026-11-22T10:00:00.123456Z")));
        assertThat(spooled()).isZero();
        assertThat(telemetry.batches(BatchEvent.DELIVERED)).isEqualTo(3);
    }

    @Test
    void batch_isSentAgainUntilItIsTakenAndNoneOvertakesIt() throws Exception {
        answers(
                status(503),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                status(500),
                status(408),
                ok().withFixedDelay(3_000),
                status(204));

        deliver(courier(7), 2);

        assertThat(heard())
                .extracting(Answered::toString)
                .containsExactly("7/1:503", "7/1:-1", "7/1:500", "7/1:408", "7/1:200", "7/1:204", "7/2:204");
        assertThat(telemetry.batches(BatchEvent.RETRIED)).isEqualTo(5);
        assertThat(spooled()).isZero();
    }

    @Test
    void batch_waitsAsLongAsTheCollectorAsks() {
        answers(status(429).withHeader("Retry-After", "1"));

        long start = System.nanoTime();
        deliver(courier(7), 1);

        assertThat(heard()).extracting(Answered::toString).containsExactly("7/1:429", "7/1:204");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void refusedBatch_isSetAsideAndTheNextOneSent() throws Exception {
        answers(status(400), status(413), status(415));

        deliver(courier(7), 4);

        assertThat(heard()).extracting(Answered::toString).containsExactly("7/1:400", "7/2:413", "7/3:415", "7/4:204");
        assertThat(telemetry.batches(BatchEvent.REJECTED)).isEqualTo(3);
        assertThat(telemetry.batches(BatchEvent.DELIVERED)).isEqualTo(1);
        try (Stream<Path> aside = Files.list(directory.resolve("spool").resolve("rejected"))) {
            assertThat(aside.sorted().map(file -> read(file).sequence())).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void barredAgent_keepsItsBatchesUntilItIsLetIn() throws Exception {
        answers(status(401), status(403), status(404), status(302).withHeader("Location", "/elsewhere"));

        deliver(courier(7), 2);

        assertThat(heard())
                .extracting(Answered::toString)
                .containsExactly("7/1:401", "7/1:403", "7/1:404", "7/1:302", "7/1:204", "7/2:204");
        assertThat(telemetry.batches(BatchEvent.REJECTED)).isZero();
        assertThat(spooled()).isZero();
    }

    @Test
    void batchesOfAnEarlierLife_areSentFirstUnderTheirOwnIdentity() throws Exception {
        collector.stubFor(post(urlEqualTo(BATCHES)).willReturn(status(503)));
        Courier first = courier(7);
        on(first::open);
        on(() -> first.accept(harvest()));
        on(() -> first.accept(harvest()));
        on(() -> first.drain(Duration.ofSeconds(10)).compose(attemptFailed -> first.close()));
        assertThat(spooled()).isEqualTo(2);
        collector.resetAll();
        answers();

        deliver(courier(8), 2);

        assertThat(heard()).extracting(Answered::toString).containsExactly("7/1:204", "7/2:204", "8/1:204", "8/2:204");
    }

    @Test
    void collectorThatIsNotThere_costsNothingButTime() throws Exception {
        Courier courier = courier(7);
        int port = collector.port();
        collector.stop();
        on(courier::open);
        on(() -> courier.accept(harvest()));
        await().until(() -> telemetry.batches(BatchEvent.RETRIED) >= 3);
        assertThat(spooled()).isEqualTo(1);

        WireMockServer back = new WireMockServer(wireMockConfig().port(port));
        back.start();
        back.stubFor(post(urlEqualTo(BATCHES)).willReturn(status(204)));
        await().until(() -> telemetry.queuedBatches() == 0);
        on(courier::close);
        back.stop();

        assertThat(telemetry.batches(BatchEvent.DELIVERED)).isEqualTo(1);
        assertThat(spooled()).isZero();
    }

    @Test
    void drain_endsWhenAllIsDeliveredOrAnAttemptFailsOrTimeIsOver() throws Exception {
        answers(status(503));
        Courier courier = courier(7);
        on(courier::open);
        on(() -> courier.accept(harvest()));
        await().until(() -> telemetry.batches(BatchEvent.RETRIED) >= 1);

        on(() -> courier.drain(Duration.ofSeconds(10)));
        assertThat(telemetry.queuedBatches()).isZero();

        collector.resetAll();
        collector.stubFor(post(urlEqualTo(BATCHES)).willReturn(status(503)));
        on(() -> courier.accept(harvest()));
        on(() -> courier.drain(Duration.ofSeconds(10)));
        on(courier::close);

        assertThat(spooled()).isEqualTo(1);
    }

    private static Batch read(Path file) {
        try {
            return unpacked(BatchCodec.gunzip(Files.readAllBytes(file), BatchCodec.MAX_BYTES));
        } catch (IOException | MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }
}
