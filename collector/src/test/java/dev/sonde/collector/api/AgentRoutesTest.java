package dev.sonde.collector.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.exposition.SampleView;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The door of the agents over real sockets. */
class AgentRoutesTest {
    private static final String EU = "Bearer " + FakeCollector.EU_TOKEN;
    private static final String TYPE = "application/vnd.sonde.batch.v1";

    private FakeCollector collector;

    @BeforeEach
    void start() throws Exception {
        collector = FakeCollector.started();
    }

    @AfterEach
    void stop() throws Exception {
        collector.close();
    }

    @Test
    void batch_isHandedInUnderTheNameOfItsTokenAndAcknowledged() throws Exception {
        HttpResponse<String> response = batch(
                new byte[] {1, 2, 3},
                "Sonde-Sent-At",
                SampleView.NOON.minusMillis(1500).toString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(FakeCollector.json(response).getString("result")).isEqualTo("accepted");
        assertThat(collector.batches).containsExactly("eu-1@eu 3");
        assertThat(collector.attendance.status(entry(), "r", 0, SampleView.NOON).clockSkew())
                .isEqualTo(Duration.ofMillis(-1500));
        assertThat(collector.attendance.status(entry(), "r", 0, SampleView.NOON).up())
                .isTrue();
    }

    @Test
    void batch_thatCameBeforeIsAnsweredLikeAnAcceptance() throws Exception {
        answerWith(new Receipt.Duplicate());

        HttpResponse<String> response = batch(new byte[] {1});

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(FakeCollector.json(response).getString("result")).isEqualTo("duplicate");
    }

    @ParameterizedTest
    @CsvSource({"TOO_LARGE, 413", "UNKNOWN_VERSION, 415", "MALFORMED, 400", "OTHER_AGENT, 400"})
    void batch_thatCanNeverBeTakenIsRefusedForGood(Receipt.Cause cause, int status) throws Exception {
        answerWith(new Receipt.Rejected(cause, "words: 3 (expected: 4)"));

        HttpResponse<String> response = batch(new byte[] {1});

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(FakeCollector.json(response).getString("detail")).isEqualTo("words: 3 (expected: 4)");
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(collector.attendance.status(entry(), "r", 0, SampleView.NOON).up())
                .isFalse();
    }

    @Test
    void batch_thatCannotBeKeptNowIsAskedForLater() throws Exception {
        answerWith(new Receipt.Unavailable("the disk is full"));

        HttpResponse<String> response = batch(new byte[] {1});

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void batch_isRefusedWithoutAKnownToken() throws Exception {
        for (String authorization : List.of("Bearer sonde_wrong", "Basic " + FakeCollector.EU_TOKEN, "Bearer ")) {
            HttpResponse<String> response = collector.send(
                    "POST",
                    "/api/v1/batches",
                    new byte[] {1},
                    "Authorization",
                    authorization,
                    "Content-Type",
                    TYPE,
                    "Content-Encoding",
                    "gzip");

            assertThat(response.statusCode()).as(authorization).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"sonde\"");
            assertThat(response.body()).doesNotContain("sonde_wrong");
        }
        assertThat(collector.batches).isEmpty();
        assertThat(collector
                        .meters
                        .counter("sonde.collector.batches", "result", "rejected", "reason", "unauthorized")
                        .count())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, gzip",
        "application/vnd.sonde.batch.v3, gzip",
        "application/vnd.sonde.batch.v1, br",
        "application/vnd.sonde.batch.v2, identity"
    })
    void batch_ofAnotherFormIsRefusedForGood(String type, String encoding) throws Exception {
        HttpResponse<String> response = collector.send(
                "POST",
                "/api/v1/batches",
                new byte[] {1},
                "Authorization",
                EU,
                "Content-Type",
                type,
                "Content-Encoding",
                encoding);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(collector.batches).isEmpty();
    }

    @Test
    void batch_overTheLimitIsRefusedBeforeItIsRead() throws Exception {
        HttpResponse<String> response = batch(new byte[BatchIntake.MAX_BODY_BYTES + 1]);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(FakeCollector.json(response).getString("detail"))
                .isEqualTo("body: 4194305 bytes (expected: at most 4194304 bytes)");
        assertThat(collector.batches).isEmpty();
    }

    @Test
    void batch_atTheLimitIsTaken() throws Exception {
        assertThat(batch(new byte[BatchIntake.MAX_BODY_BYTES]).statusCode()).isEqualTo(200);
        assertThat(collector.batches).containsExactly("eu-1@eu 4194304");
    }

    @Test
    void batches_ofOneAgentAtOnceAreBounded() throws Exception {
        CompletableFuture<Receipt> later = new CompletableFuture<>();
        CountDownLatch arrived = new CountDownLatch(BatchRoute.MAX_PER_AGENT);
        collector.intake = body -> {
            arrived.countDown();
            return later;
        };
        List<CompletableFuture<HttpResponse<String>>> held = java.util.stream.IntStream.range(
                        0, BatchRoute.MAX_PER_AGENT)
                .mapToObj(i ->
                        collector.client.sendAsync(batchRequest(new byte[] {1}).build(), BodyHandlers.ofString()))
                .toList();
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> oneTooMany = batch(new byte[] {1});
        later.complete(new Receipt.Accepted());

        assertThat(oneTooMany.statusCode()).isEqualTo(429);
        assertThat(oneTooMany.headers().firstValue("Retry-After")).contains("1");
        for (CompletableFuture<HttpResponse<String>> response : held) {
            assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        collector.intake = body -> CompletableFuture.completedFuture(new Receipt.Accepted());
        assertThat(batch(new byte[] {1}).statusCode()).isEqualTo(200);
    }

    @Test
    void batch_thatTripsOverOurOwnDefectIsAskedForLaterWithoutItsInsides() throws Exception {
        collector.intake = body -> CompletableFuture.failedFuture(new IllegalStateException("table slots is gone"));

        HttpResponse<String> response = batch(new byte[] {1});

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("table", "Exception", "\tat ");
    }

    @Test
    void checks_areGivenToTheAgentOfTheToken() throws Exception {
        HttpResponse<String> response = checks("eu-1", EU, null, 0);

        AssignedChecks assigned = AssignedChecksJson.read(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(assigned).isEqualTo(collector.assignment.of("eu-1").orElseThrow());
        assertThat(response.headers().firstValue("ETag")).contains("\"" + assigned.revision() + "\"");
    }

    @Test
    void checks_areNotGivenToAnotherAgentOrToNobody() throws Exception {
        assertThat(checks("us-1", EU, null, 0).statusCode()).isEqualTo(403);
        assertThat(checks("eu-1", "Bearer nobody", null, 0).statusCode()).isEqualTo(401);
    }

    @Test
    void checks_areNotModifiedWhileTheRevisionIsTheNewest() throws Exception {
        String revision = collector.revision("eu-1");

        HttpResponse<String> response = checks("eu-1", EU, "\"" + revision + "\"", 0);

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(collector.attendance.status(entry(), "r", 0, SampleView.NOON).knownRevision())
                .isEqualTo(revision);
        assertThat(checks("eu-1", EU, "\"old\"", 30).statusCode()).isEqualTo(200);
    }

    @Test
    void longPoll_isAnsweredWhenTheChecksChange() throws Exception {
        String before = collector.revision("eu-1");
        CompletableFuture<HttpResponse<String>> waiting = collector.client.sendAsync(
                checksRequest("eu-1", EU, "\"" + before + "\"", 60).build(), BodyHandlers.ofString());
        awaitKnown(before);

        collector.assign(List.of(SampleView.check("another", null, Map.of())));

        HttpResponse<String> response = waiting.get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(AssignedChecksJson.read(response.body()).revision())
                .isNotEqualTo(before)
                .isEqualTo(collector.revision("eu-1"));
    }

    @Test
    void longPoll_endsWith304WhenItsTimeIsOver() throws Exception {
        long start = System.nanoTime();

        HttpResponse<String> response = checks("eu-1", EU, "\"" + collector.revision("eu-1") + "\"", 1);

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void longPolls_areReleasedWhenTheServerStops() throws Exception {
        String revision = collector.revision("eu-1");
        CompletableFuture<HttpResponse<String>> waiting = collector.client.sendAsync(
                checksRequest("eu-1", EU, "\"" + revision + "\"", 60).build(), BodyHandlers.ofString());
        awaitKnown(revision);

        collector.close();

        assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(304);
        collector = FakeCollector.started();
    }

    @Test
    void manyLongPolls_holdNoThread() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        String revision = collector.revision("eu-1");
        List<CompletableFuture<Void>> waiting = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> collector
                        .client
                        .sendAsync(
                                checksRequest("eu-1", EU, "\"" + revision + "\"", 60)
                                        .build(),
                                BodyHandlers.ofString())
                        .thenAccept(response -> answered.incrementAndGet()))
                .toList();
        awaitKnown(revision);

        assertThat(collector.get("/api/v1/checks").statusCode()).isEqualTo(200);
        collector.assign(List.of());
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        assertThat(answered).hasValue(20);
    }

    @Test
    void wait_isBounded() throws Exception {
        HttpResponse<String> response = checks("eu-1", EU, "\"x\"", 3600);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(FakeCollector.json(response).getString("detail"))
                .isEqualTo("wait: 3600 (expected: a whole number from 0 to 60)");
    }

    private void awaitKnown(String revision) {
        org.awaitility.Awaitility.await()
                .until(() -> revision.equals(collector
                        .attendance
                        .status(entry(), "r", 0, SampleView.NOON)
                        .knownRevision()));
    }

    private static AgentEntry entry() {
        return FakeCollector.FLEET.agent("eu-1").orElseThrow();
    }

    private void answerWith(Receipt receipt) {
        collector.intake = body -> CompletableFuture.completedFuture(receipt);
    }

    private HttpResponse<String> batch(byte[] body, String... headers) throws Exception {
        java.net.http.HttpRequest.Builder request = batchRequest(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return collector.client.send(request.build(), BodyHandlers.ofString());
    }

    private java.net.http.HttpRequest.Builder batchRequest(byte[] body) {
        return collector
                .request("/api/v1/batches", "Authorization", EU, "Content-Type", TYPE, "Content-Encoding", "gzip")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> checks(String agent, String authorization, String etag, int wait) throws Exception {
        return collector.client.send(
                checksRequest(agent, authorization, etag, wait).build(), BodyHandlers.ofString());
    }

    private java.net.http.HttpRequest.Builder checksRequest(String agent, String authorization, String etag, int wait) {
        java.net.http.HttpRequest.Builder request = collector.request(
                "/api/v1/agents/" + agent + "/checks" + (wait > 0 ? "?wait=" + wait : ""),
                "Authorization",
                authorization);
        return etag == null ? request : request.header("If-None-Match", etag);
    }
}
