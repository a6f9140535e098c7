package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence, confirmation, hours and runs on demand, with the packaged jar and a target that fails on cue. */
class EvidenceIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    private Path home;

    private final Map<String, List<String>> traces = new ConcurrentHashMap<>();
    private final List<String> marks = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private boolean justFailed;
    private HttpServer target;
    private String url;

    @BeforeEach
    void serve() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        target.createContext("/", this::answer);
        target.start();
        url = "http://127.0.0.1:" + target.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        target.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String trace = exchange.getRequestHeaders().getFirst("traceparent");
        traces.computeIfAbsent(path, any -> new CopyOnWriteArrayList<>()).add(String.valueOf(trace));
        marks.add(path + " " + exchange.getRequestHeaders().getFirst("Sonde-Run"));
        boolean fails = path.equals("/once") && failsNow();
        byte[] body = (fails ? "out of order" : "fine").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("X-Request-Id", "r-" + traces.get(path).size());
        exchange.getResponseHeaders().set("Set-Cookie", "session=1");
        exchange.sendResponseHeaders(fails ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** On cue every planned request fails, and the one right after it, which confirms, does not. */
    private synchronized boolean failsNow() {
        justFailed = !justFailed && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return justFailed;
    }

    @Test
    void failuresAreKeptAndConfirmed_hoursAreKept_andNobodyIsWoken() throws Exception {
        // A window an hour away from now, whatever the time.
        int away = ZonedDateTime.now(ZoneOffset.UTC).plusHours(3).getHour();
        Path config = config("""
                defaults: {interval: 1s, timeout: 2s}
                checks:
                  - {name: once, confirm: {}, http: {url: '%1$s/once'}}
                  - {name: drawn, evidence: {slowest: 0, sample: 100%%}, http: {url: '%1$s/drawn'}}
                  - {name: nightly, hours: {windows: [{cron: '0 %2$d * * *', for: 1h}]}, http: {url: '%1$s/nightly'}}
                  - {name: journey, deep: true, http: {url: '%1$s/journey'}}
                slos:
                  - {name: once-availability, check: once, objective: 99.9%%, window: 7d}
                """.formatted(url, away));
        try (Sonde sonde = Sonde.start(
                home,
                RealProgram.freePort(),
                "run",
                "--config",
                config.toString(),
                "--data",
                home.resolve("data").toString())) {
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> traces.getOrDefault("/once", List.of()).size() >= 3);

            // Four bad slots in a row, each refuted by its confirming run: hard down would page at three.
            int refuted = 4;
            failures.set(refuted);
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(Sonde.sum(
                                    sonde.metrics(),
                                    "sonde_probe_confirmation_runs_total",
                                    "check=\"once\"",
                                    "outcome=\"success\""))
                            .isEqualTo(refuted));

            JsonObject failure = evidence(sonde, "once", "failure").getJsonObject(0);
            assertThat(failure.getString("reason")).isEqualTo("http_status");
            assertThat(failure.getString("body")).isEqualTo("out of order");
            assertThat(failure.getJsonArray("headers").toString())
                    .contains("x-request-id")
                    .doesNotContain("session");
            assertThat(failure.getJsonObject("failedExpectation").getString("expectation"))
                    .isEqualTo("status");
            assertThat(failure.getJsonArray("resolved").getList()).containsExactly("127.0.0.1");
            assertThat(failure.getJsonArray("hops").getJsonObject(0).getString("url"))
                    .isEqualTo(url + "/once");
            assertThat(traces.get("/once"))
                    .anyMatch(sent ->
                            sent.startsWith("00-" + failure.getString("traceId") + "-") && sent.endsWith("-00"));
            assertThat(evidence(sonde, "once", "confirmation").size()).isEqualTo(refuted);
            assertThat(evidence(sonde, "drawn", "sample").size()).isGreaterThan(2);
            assertThat(evidence(sonde, "journey", "deep").size()).isGreaterThan(2);
            assertThat(traces.get("/journey")).allMatch(sent -> sent.endsWith("-01"));
            assertThat(traces).doesNotContainKey("/nightly");

            String page = sonde.metrics();
            assertThat(Sonde.sum(page, "sonde_probe_runs_total", "check=\"once\"", "reason=\"http_status\""))
                    .as("confirming runs are in no other series")
                    .isEqualTo(refuted);
            assertThat(Sonde.sum(page, "sonde_slo_slots_total", "check=\"once\"", "class=\"bad\""))
                    .isEqualTo(refuted);
            assertThat(Sonde.sum(page, "sonde_probe_missed_runs_total", "check=\"nightly\""))
                    .isZero();
            assertThat(Http.get(sonde.url("/metrics"), "Accept", "application/openmetrics-text; version=1.0.0")
                            .body()
                            .lines())
                    .anyMatch(line -> line.startsWith("sonde_probe_duration_seconds_bucket{check=\"drawn\"")
                            && line.contains("# {trace_id=\""));
            assertThat(Http.json(sonde.url("/api/v1/incidents")).getJsonArray("incidents"))
                    .isEmpty();
        }
    }

    @Test
    void runOnDemand_isMarkedTracedAndShown() throws Exception {
        Path config = config("checks: [{name: shop, http: {url: '%s/shop'}}]\n".formatted(url));

        Jar.Ended shown = Jar.run(home, "check", "shop", "--config", config.toString());
        JsonObject json = new JsonObject(Jar.run(home, "check", "shop", "--config", config.toString(), "--json")
                .out());

        assertThat(marks).containsExactly("/shop on-demand", "/shop on-demand");
        assertThat(traces.get("/shop")).allMatch(sent -> sent.endsWith("-01"));
        assertThat(traces.get("/shop").get(1)).startsWith("00-" + json.getString("traceId") + "-");
        assertThat(json.getBoolean("onDemand")).isTrue();
        assertThat(shown.out())
                .contains("trace            " + traces.get("/shop").get(0).split("-")[1] + "\n")
                .contains("  made on demand: in no slot, in no series and in no SLI of shop\n")
                .contains("x-request-id     r-1");
    }

    private static JsonArray evidence(Sonde sonde, String check, String kind) {
        return Http.json(sonde.url("/api/v1/checks/" + check + "/evidence?limit=200&kind=" + kind))
                .getJsonArray("runs");
    }

    private Path config(String yaml) throws IOException {
        Path config = Files.createDirectories(home.resolve("config"));
        Files.writeString(config.resolve("sonde.yaml"), yaml);
        return config;
    }
}
