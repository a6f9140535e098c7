package dev.sonde.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.config.SondeConfig;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector as it is put together, over its real server and store. */
class CollectorTest {
    private static final CheckName CHECK = new CheckName("checkout");
    private static final Plan PLAN = Plan.of(CHECK, Location.LOCAL, Duration.ofSeconds(10), Duration.ofMinutes(3));
    private static final AgentIdentity AGENT = new AgentIdentity("local", Location.LOCAL);
    private static final SlotWord BAD = SlotWord.bad(FailureReason.HTTP_STATUS);

    @TempDir
    private Path root;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Collector> started = new ArrayList<>();
    private Path config;
    private Collector collector;
    private int port;
    private long sequence;

    @BeforeEach
    void write() throws Exception {
        config = Files.createDirectory(root.resolve("config"));
        configure("""
                checks:
                  - {name: checkout, service: shop, interval: 10s, timeout: 3m, http: {url: 'http://127.0.0.1:1/'}}
                slos:
                  - {name: checkout-availability, check: checkout, objective: 99.9%, window: 7d}
                """);
    }

    @AfterEach
    void stop() {
        started.forEach(each -> await(each.stop()));
        await(vertx.close());
    }

    @Test
    void whatComesInIsShown_andGoesOnAfterARestart() throws Exception {
        start();
        Instant now = Instant.now();
        assertThat(deliver(now.minusSeconds(40), SlotWord.GOOD)).isInstanceOf(Receipt.Accepted.class);
        assertThat(deliver(now.minusSeconds(30), BAD)).isInstanceOf(Receipt.Accepted.class);

        String before = get("/metrics");
        restart();
        deliver(now.minusSeconds(20), SlotWord.GOOD);
        String after = get("/metrics");

        assertThat(value(before, "sonde_probe_runs_total", "outcome=\"success\""))
                .isEqualTo(1);
        assertThat(value(after, "sonde_probe_runs_total", "outcome=\"success\""))
                .isEqualTo(2);
        assertThat(value(after, "sonde_probe_runs_total", "reason=\"http_status\""))
                .isEqualTo(1);
        assertThat(value(after, "sonde_probe_duration_seconds_count", "outcome=\"success\""))
                .isEqualTo(2);
        assertThat(value(after, "sonde_probe_up", "check=\"checkout\"")).isEqualTo(1);
        assertThat(value(after, "sonde_slo_slots_total", "class=\"bad\"")).isEqualTo(1);
        assertThat(value(after, "sonde_slo_objective_ratio", "slo=\"checkout-availability\""))
                .isEqualTo(0.999);
        assertThat(value(after, "sonde_probe_response_time_seconds", "percentile=\"50\",window=\"5m\""))
                .isPositive();
        assertThat(get("/-/ready")).contains("ready");
        assertThat(get("/api/v1/slos/checkout-availability")).contains("\"bad\":1");
        assertThat(get("/api/v1/checks/checkout/latency?from=" + now.minusSeconds(600) + "&to=" + now))
                .contains("\"count\":2");
    }

    @Test
    void hardDownOpensOneIncident_thatAnybodyCanSee() throws Exception {
        start();
        Instant now = Instant.now();

        for (int i = 6; i > 0; i--) {
            deliver(now.minusSeconds(10L * i), BAD);
        }

        String incidents = awaitContaining("/api/v1/incidents?state=open", "hard_down");
        assertThat(incidents).contains("\"check\":").contains("checkout");
        assertThat(value(get("/metrics"), "sonde_incidents_open", "severity=\"page\""))
                .isEqualTo(1);
    }

    @Test
    void aReloadAppliesTheDifference_andEverythingElseGoesOn() throws Exception {
        start();
        Instant now = Instant.now();
        deliver(now.minusSeconds(40), SlotWord.GOOD);
        configure("""
                checks:
                  - {name: checkout, service: shop, interval: 10s, timeout: 3m, http: {url: 'http://127.0.0.1:1/'}}
                  - {name: search, interval: 10s, timeout: 3m, http: {url: 'http://127.0.0.1:1/'}}
                slos:
                  - {name: checkout-availability, check: checkout, objective: 99.9%, window: 7d}
                  - {name: checkout-latency, check: checkout, objective: 99%, threshold: 1ms, window: 7d}
                """);

        String changes = collector.reload().changes();
        deliver(now.minusSeconds(30), SlotWord.GOOD);

        assertThat(changes).isEqualTo("checks +1, slos +1");
        assertThat(collector.assignment().of("local").orElseThrow().checks()).hasSize(2);
        String page = get("/metrics");
        assertThat(value(page, "sonde_probe_runs_total", "check=\"checkout\"")).isEqualTo(2);
        // Both runs took longer than the new limit; neither was judged against it by the agent.
        assertThat(value(page, "sonde_slo_slots_total", "slo=\"checkout-latency\",class=\"bad\""))
                .isEqualTo(2);
    }

    @Test
    void anInvalidConfigurationChangesNothing() throws Exception {
        start();
        configure("checks:\n  - {name: checkout}\n");

        assertThatThrownBy(collector::reload).isInstanceOf(InvalidConfigException.class);

        assertThat(deliver(Instant.now().minusSeconds(20), SlotWord.GOOD)).isInstanceOf(Receipt.Accepted.class);
        assertThat(get("/api/v1/slos")).contains("checkout-availability");
    }

    @Test
    void aRemovedCheckLeavesEverything_butItsHistory() throws Exception {
        start();
        Instant now = Instant.now();
        deliver(now.minusSeconds(40), SlotWord.GOOD);
        String with = Files.readString(config.resolve("sonde.yaml"));
        configure("""
                checks:
                  - {name: search, interval: 10s, timeout: 3m, http: {url: 'http://127.0.0.1:1/'}}
                """);
        collector.reload();
        String without = get("/metrics");
        assertThat(deliver(now.minusSeconds(30), SlotWord.GOOD)).isInstanceOf(Receipt.Accepted.class);

        configure(with);
        collector.reload();
        deliver(now.minusSeconds(20), SlotWord.GOOD);

        assertThat(without).doesNotContain("check=\"checkout\"");
        assertThat(value(get("/metrics"), "sonde_probe_runs_total", "outcome=\"success\""))
                .isEqualTo(2);
    }

    @Test
    void aPortInUseIsOneLine_andEverythingIsLetGo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Collector refused = open(taken.getLocalPort());

            assertThatThrownBy(() -> await(refused.start()))
                    .rootCause()
                    .message()
                    .isNotBlank()
                    .doesNotContain("\n");
        }

        start();
    }

    @Test
    void aSecondCollectorOnTheSameDirectoryIsOneLine() throws Exception {
        start();

        assertThatThrownBy(() -> open(0))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("data directory " + root.resolve("data")
                        + ": in use by another process (expected: one collector per directory)");
    }

    @Test
    void aConfigurationThatIsInvalidAtTheStartIsToldWhole() throws Exception {
        configure("checks:\n  - {name: checkout}\n");
        Collector invalid = open(0);

        assertThatThrownBy(() -> await(invalid.start())).hasRootCauseInstanceOf(InvalidConfigException.class);
        open(0).stop();
    }

    private void start() throws Exception {
        collector = open(0);
        started.add(collector);
        port = await(collector.start());
    }

    private void restart() throws Exception {
        started.remove(collector);
        await(collector.stop());
        start();
    }

    private Collector open(int listen) throws CannotStartException {
        return Collector.open(
                vertx,
                new CollectorOptions(
                        root.resolve("data"),
                        CollectorOptions.DEFAULT_HOST,
                        listen,
                        null,
                        null,
                        null,
                        new SecretResolver(root, Map.of(), List.of()),
                        AddressFence.operator(),
                        "test"),
                () -> SondeConfig.read(config, AgentEntry.inProcess("local", Location.LOCAL)),
                InstantSource.system(),
                System::nanoTime);
    }

    private void configure(String yaml) throws IOException {
        Files.writeString(config.resolve("sonde.yaml"), yaml);
    }

    /** One slot, at or before a time. */
    private Receipt deliver(Instant planned, SlotWord word) {
        Latencies took = new Latencies(SparseHistogram.ofMicros(20_000), Map.of());
        CheckInterval interval = new CheckInterval(
                CHECK,
                PLAN,
                PLAN.slotAtOrBefore(planned.getEpochSecond() * 1_000_000_000L),
                SlotWords.of(word),
                List.of(),
                word == SlotWord.GOOD ? took : Latencies.EMPTY,
                word == SlotWord.GOOD ? Latencies.EMPTY : took,
                0,
                null,
                List.of(),
                List.of());
        Batch batch = new Batch(
                AGENT.name(),
                1,
                ++sequence,
                "r1",
                Instant.now(),
                SparseHistogram.EMPTY,
                SparseHistogram.EMPTY,
                0,
                List.of(interval));
        return collector
                .batches()
                .accept(AGENT, BatchCodec.gzip(BatchCodec.encode(batch)))
                .toCompletableFuture()
                .join();
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String awaitContaining(String path, String text) {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get(path), body -> body.contains(text));
    }

    private static double value(String page, String name, String label) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .orElseThrow(() -> new AssertionError(name + " with " + label + " is not in\n" + page));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
