package dev.sonde.agent.assignment;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.uplink.Uplink;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long polls against a collector over real HTTP. */
class CollectorAssignmentTest {
    private static final String CHECKS = "/api/v1/agents/eu-1/checks";
    private static final Duration UNCHANGED_AFTER = Duration.ofMillis(300);
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final WireMockServer collector = new WireMockServer(wireMockConfig().dynamicPort());
    private final List<AssignedChecks> heard = new CopyOnWriteArrayList<>();
    private final AgentTelemetry telemetry = new AgentTelemetry();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        collector.start();
    }

    @AfterEach
    void close() {
        collector.stop();
        finish(vertx.close());
    }

    private Path cache() {
        return directory.resolve("data").resolve("assignment.json");
    }

    private CollectorAssignment source() {
        return new CollectorAssignment(
                vertx,
                new Uplink(vertx, new HttpClientOptions(), Uplink.IDLE),
                URI.create("http://127.0.0.1:" + collector.port()),
                "eu-1",
                () -> Future.succeededFuture("s3cret"),
                cache(),
                new Random(1),
                telemetry);
    }

    private static void finish(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void on(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(here -> action.get().onComplete(done));
        finish(done.future());
    }

    private static AssignedChecks checks(String revision, String... names) {
        List<AssignedCheck> checks = Arrays.stream(names)
                .map(name -> Check.of(
                        new CheckName(name),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        HttpTarget.get(URI.create("https://shop.example/" + name))))
                .map(check -> new AssignedCheck(check, List.of(Duration.ofMillis(300))))
                .toList();
        return new AssignedChecks(revision, new Location("eu"), checks);
    }

    private static MappingBuilder asked() {
        return get(urlPathEqualTo(CHECKS)).withQueryParam("wait", equalTo("30"));
    }

    private void hasNothingNewerThan(String revision) {
        collector.stubFor(asked().withHeader("If-None-Match", equalTo('"' + revision + '"'))
                .willReturn(status(304).withFixedDelay((int) UNCHANGED_AFTER.toMillis())));
    }

    private void answers(String known, AssignedChecks checks) {
        collector.stubFor(asked().withHeader("If-None-Match", equalTo('"' + known + '"'))
                .willReturn(okJson(AssignedChecksJson.write(checks))));
    }

    @Test
    void checks_areAskedForWithTheTokenAndTheRevisionKnown() {
        collector.stubFor(asked().withHeader("If-None-Match", absent())
                .willReturn(okJson(AssignedChecksJson.write(checks("r1", "a")))));
        answers("r1", checks("r2", "a", "b"));
        hasNothingNewerThan("r2");
        CollectorAssignment source = source();

        on(() -> source.start(heard::add));
        await().until(() -> heard.size() == 2 && collector.getAllServeEvents().size() >= 4);
        on(source::stop);

        assertThat(heard).containsExactly(checks("r1", "a"), checks("r2", "a", "b"));
        collector.verify(
                1,
                getRequestedFor(urlPathEqualTo(CHECKS))
                        .withHeader("Authorization", equalTo("Bearer s3cret"))
                        .withHeader("If-None-Match", equalTo("\"r1\"")));
    }

    @Test
    void lastChecks_areRunFromTheStartWithoutTheCollector() {
        collector.stubFor(asked().willReturn(okJson(AssignedChecksJson.write(checks("r1", "a")))));
        CollectorAssignment first = source();
        on(() -> first.start(heard::add));
        await().until(() -> Files.exists(cache()));
        on(first::stop);
        heard.clear();
        collector.resetAll();
        collector.stubFor(asked().willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        CollectorAssignment second = source();
        on(() -> second.start(heard::add));

        assertThat(heard).containsExactly(checks("r1", "a"));
        await().until(() -> telemetry.assignmentFailures() >= 2);
        collector.resetAll();
        answers("r1", checks("r2", "b"));
        hasNothingNewerThan("r2");
        await().until(() -> heard.size() == 2);
        on(second::stop);
        assertThat(heard.get(1)).isEqualTo(checks("r2", "b"));
    }

    @Test
    void damagedCache_isAsGoodAsNone() throws Exception {
        Files.createDirectories(cache().getParent());
        Files.writeString(cache(), "{\"revision\": \"r0\", ");
        collector.stubFor(asked().withHeader("If-None-Match", absent())
                .willReturn(okJson(AssignedChecksJson.write(checks("r1", "a")))));
        hasNothingNewerThan("r1");
        CollectorAssignment source = source();

        on(() -> source.start(heard::add));
        await().until(() -> !heard.isEmpty());
        on(source::stop);

        assertThat(heard).containsExactly(checks("r1", "a"));
    }

    @Test
    void answerThatIsNoAssignment_changesNothing() {
        collector.stubFor(asked().withHeader("If-None-Match", absent())
                .willReturn(okJson(AssignedChecksJson.write(checks("r1", "a")))));
        collector.stubFor(asked().withHeader("If-None-Match", equalTo("\"r1\"")).willReturn(okJson("{\"checks\": 7}")));
        CollectorAssignment source = source();

        on(() -> source.start(heard::add));
        await().until(() -> telemetry.assignmentFailures() == 1);
        on(source::stop);

        assertThat(heard).containsExactly(checks("r1", "a"));
    }
}
