package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.launcher.endtoend.Expressions.Shipped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole corridor with nothing replaced: real targets, the packaged jar as collector and as agent, two real Prometheus
 * servers, one with native histograms and one without, and a receiver that verifies. One story, told in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainPathIT {
    private static final Path GRAFANA = Path.of("../grafana").toAbsolutePath().normalize();
    private static final String TOKEN = "sonde_end-to-end-token-of-the-test";
    private static final Duration QUIET = Duration.ofSeconds(8);

    private final List<AutoCloseable> running = new ArrayList<>();
    private Path home;
    private TargetOnCue target;
    private WebhookInbox inbox;
    private Sonde collector;
    private Sonde agent;
    private Prometheus nativeServer;
    private Prometheus classicServer;
    private Instant startedAt;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        startedAt = Instant.now();
        Nginx nginx = started(Nginx.start(home.resolve("nginx")));
        target = started(new TargetOnCue());
        inbox = started(new WebhookInbox());
        Path secrets = Files.createDirectories(home.resolve("secrets"));
        Files.writeString(secrets.resolve("hook"), WebhookInbox.SECRET + "\n");
        Files.writeString(home.resolve("token"), TOKEN + "\n");
        Path config = Files.createDirectories(home.resolve("config"));
        Files.writeString(config.resolve("sonde.yaml"), configuration(nginx));

        int port = RealProgram.freePort();
        collector = started(Sonde.start(
                home,
                port,
                "collector",
                "--config",
                config.toString(),
                "--data",
                home.resolve("collector-data").toString(),
                "--secrets",
                secrets.toString()));
        agent = started(startAgent(secrets));
        Path rules = GRAFANA.resolve("prometheus/sonde-rules.yml");
        nativeServer = started(Prometheus.start(home.resolve("prometheus-native"), true, rules, port));
        classicServer = started(Prometheus.start(home.resolve("prometheus-classic"), false, rules, port));
    }

    @AfterAll
    void stop() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
    }

    @Test
    @Order(1)
    void checks_areUpOverClearTextTlsAndHttp2() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            String page = collector.metrics();
            for (String check : List.of("plain", "tls", "http2", "on-cue")) {
                assertThat(Sonde.sum(page, "sonde_probe_up", "check=\"" + check + "\""))
                        .as(check + " in\n" + agent.program().output())
                        .isEqualTo(1);
            }
            assertThat(phases(page, "plain")).containsExactlyInAnyOrder("resolve", "connect", "processing", "transfer");
            assertThat(phases(page, "tls"))
                    .containsExactlyInAnyOrder("resolve", "connect", "tls", "processing", "transfer");
            assertThat(phases(page, "http2"))
                    .containsExactlyInAnyOrder("resolve", "connect", "tls", "settings", "processing", "transfer");
        });
    }

    @Test
    @Order(2)
    void singleFailure_isCountedAndWakesNobody() {
        double badBefore = failures();

        target.failNext(1);

        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(failures()).isEqualTo(badBefore + 1));
        double goodThen = successes();
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> successes() >= goodThen + 6);
        assertThat(inbox.messages("/desk")).isEmpty();
    }

    @Test
    @Order(3)
    void outage_isToldWithinTheFormulaAndOnlyOnce() {
        inbox.refuseNext(1);
        Instant brokenAt = Instant.now();

        target.answerWith(503);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !inbox.messages("/desk").isEmpty());
        WebhookInbox.Message opened = inbox.messages("/desk").get(0);
        // Hard down: 3 slots of 1 s, and the 2 s timeout and 2 s of the formula; the refused first attempt costs its 5
        // s.
        assertThat(Duration.between(brokenAt, opened.receivedAt())).isLessThan(Duration.ofSeconds(3 + 2 + 2 + 7));
        assertThat(opened.type()).isEqualTo("incident.opened");
        JsonObject data = opened.body().getJsonObject("data");
        assertThat(data.getJsonObject("check").getString("name")).isEqualTo("on-cue");
        assertThat(data.getJsonObject("check").getString("runbook")).isEqualTo("https://wiki.example/on-cue");
        assertThat(data.getJsonObject("incident").getString("severity")).isEqualTo("page");
        assertThat(data.getJsonArray("causes").toString()).contains("hard_down");
        assertThat(data.getJsonObject("evidence").toString())
                .contains("http_status")
                .contains("test-site");
        assertThat(inbox.messages("/desk").stream().filter(m -> m.type().equals("incident.opened")))
                .hasSize(1);
        assertThat(inbox.refused()).isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(inbox.messages("/alerts")).isNotEmpty();
            JsonObject alert = inbox.messages("/alerts").get(0).body();
            assertThat(alert.getString("version")).isEqualTo("4");
            assertThat(alert.getString("status")).isEqualTo("firing");
        });
        assertThat(Sonde.sum(collector.metrics(), "sonde_incidents_open", "check=\"on-cue\"", "severity=\"page\""))
                .isEqualTo(1);
    }

    @Test
    @Order(4)
    void recovery_isToldToWhoeverWasTold() {
        target.answerWith(200);

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<WebhookInbox.Message> told = inbox.messages("/desk");
            assertThat(told.get(told.size() - 1).type()).isEqualTo("incident.resolved");
            List<WebhookInbox.Message> alerts = inbox.messages("/alerts");
            assertThat(alerts.get(alerts.size() - 1).body().getString("status")).isEqualTo("resolved");
        });
        assertThat(inbox.messages("/desk").stream().map(WebhookInbox.Message::id))
                .doesNotHaveDuplicates();
    }

    @Test
    @Order(5)
    void pausedAgent_missesSlotsAndBlamesNoTarget() throws Exception {
        double failuresBefore = Sonde.sum(collector.metrics(), "sonde_probe_runs_total", "outcome=\"failure\"");

        int paused = new ProcessBuilder(
                        "sh",
                        "-c",
                        "kill -STOP %1$d; sleep 4; kill -CONT %1$d"
                                .formatted(agent.program().pid()))
                .start()
                .waitFor();

        assertThat(paused).isZero();
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(Sonde.sum(
                                collector.metrics(), "sonde_probe_missed_runs_total", "reason=\"agent_stalled\""))
                        .isGreaterThanOrEqualTo(8));
        assertThat(Sonde.sum(collector.metrics(), "sonde_probe_runs_total", "outcome=\"failure\""))
                .isEqualTo(failuresBefore);
    }

    @Test
    @Order(6)
    void everyShippedExpression_hasSeriesOnBothServers() throws Exception {
        Map<String, String> variables = Map.of(
                "__rate_interval", "1m",
                "check", "on-cue",
                "service", ".*",
                "location", ".*",
                "slo", "on-cue-availability");
        List<Shipped> shipped = new ArrayList<>(Expressions.ofDashboards(GRAFANA.resolve("dashboards"), variables)
                .all());
        shipped.addAll(Expressions.ofRules(GRAFANA.resolve("prometheus/sonde-rules.yml"))
                .all());
        // Only a check over TLS has a certificate to show, and only a scenario has steps.
        shipped.replaceAll(each -> of("certificate", "tls", of("step_duration", "shopper", each)));
        assertThat(shipped).hasSizeGreaterThan(50);

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(withoutSeries(shipped, nativeServer))
                    .as("with native histograms")
                    .isEmpty();
            assertThat(withoutSeries(shipped, classicServer))
                    .as("with classic histograms")
                    .isEqualTo(List.of(
                            "sonde-check.json, Phases, 99th percentile of successes",
                            "sonde-check.json, Steps, 99th percentile"));
        });
        assertThat(nativeServer.ruleGroups().toString()).doesNotContain("\"lastError\":\"");
        assertThat(classicServer.query("sonde_probe_duration_seconds_bucket")).isNotEmpty();
        assertThat(nativeServer.query("sonde_probe_duration_seconds_bucket")).isEmpty();
    }

    @Test
    @Order(7)
    void stoppedAgent_endsWellAndPrometheusAgreesWithTheExactPercentiles() throws Exception {
        assertThat(agent.program().terminate()).as(agent.program().output()).isZero();

        String success = "{check=\"plain\",outcome=\"success\"}";
        long exactCount = (long) Sonde.sum(
                collector.metrics(), "sonde_probe_duration_seconds_count", "check=\"plain\"", "outcome=\"success\"");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(nativeServer.number("histogram_count(sonde_probe_duration_seconds" + success + ")"))
                    .isEqualTo(exactCount);
            assertThat(classicServer.number("sonde_probe_duration_seconds_count" + success))
                    .isEqualTo(exactCount);
        });
        JsonObject exact = Http.json(collector.url(
                "/api/v1/checks/plain/latency?percentiles=50,90&from=" + encoded(startedAt.minusSeconds(60)) + "&to="
                        + encoded(Instant.now().plusSeconds(120))));
        double bucketWidth = Math.pow(2, 1.0 / 8);
        for (int percentile : new int[] {50, 90}) {
            double exactSeconds = percentile(exact, percentile);
            double nativeSeconds = nativeServer.number(
                    "histogram_quantile(%s, sonde_probe_duration_seconds%s)".formatted(percentile / 100.0, success));
            assertThat(nativeSeconds).isBetween(exactSeconds / bucketWidth, exactSeconds * bucketWidth);
        }
    }

    private Sonde startAgent(Path secrets) throws Exception {
        return Sonde.start(
                home,
                RealProgram.freePort(),
                "agent",
                "--collector",
                collector.url(""),
                "--name",
                "test-agent",
                "--token-file",
                home.resolve("token").toString(),
                "--data",
                home.resolve("agent-data").toString(),
                "--secrets",
                secrets.toString());
    }

    private String configuration(Nginx nginx) throws Exception {
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8)));
        return """
                defaults: {interval: 1s, timeout: 2s, service: shop}
                evaluation: {quiet: %ds}
                checks:
                  - {name: plain, http: {url: '%s'}}
                  - {name: tls, http: {url: '%s', version: http/1.1, tls: {ca_file: '%s'}}}
                  - {name: http2, http: {url: '%s', version: http/2, tls: {ca_file: '%s'}}}
                  - {name: secretless, http: {url: '%s', headers: {Authorization: 'Bearer ${file:absent}'}}}
                  - name: shopper
                    scenario:
                      steps:
                        - {name: enter, url: '%s'}
                        - {name: look, url: '%s'}
                  - name: on-cue
                    runbook: https://wiki.example/on-cue
                    http: {url: '%s', expect: {body: {contains: '"status":"ok"'}}}
                slos:
                  - {name: on-cue-availability, check: on-cue, objective: 99.9%%, window: 30d}
                  - {name: plain-latency, check: plain, objective: 99%%, threshold: 300ms, window: 30d}
                receivers:
                  - {name: desk, webhook: {url: '%s', secret: '${file:hook}'}}
                  - {name: alerts, webhook: {url: '%s', secret: '${file:hook}', format: alertmanager}}
                routes:
                  - {receiver: desk, severity: [page]}
                  - {receiver: alerts}
                agents:
                  - {name: test-agent, location: test-site, token: 'sha256:%s'}
                """.formatted(
                        QUIET.toSeconds(),
                        nginx.url("/plain"),
                        nginx.tlsUrl("/tls"),
                        nginx.certificate(),
                        nginx.tlsUrl("/http2"),
                        nginx.certificate(),
                        nginx.url("/secretless"),
                        nginx.url("/enter"),
                        nginx.url("/look"),
                        target.url("/on-cue"),
                        inbox.url("/desk"),
                        inbox.url("/alerts"),
                        hash);
    }

    private double failures() {
        return Sonde.sum(collector.metrics(), "sonde_probe_runs_total", "check=\"on-cue\"", "outcome=\"failure\"");
    }

    private double successes() {
        return Sonde.sum(collector.metrics(), "sonde_probe_runs_total", "check=\"on-cue\"", "outcome=\"success\"");
    }

    private static List<String> phases(String page, String check) {
        return page.lines()
                .filter(line -> line.startsWith("sonde_probe_phase_duration_seconds_count")
                        && line.contains("check=\"" + check + "\"")
                        && line.contains("outcome=\"success\""))
                .map(line -> line.replaceFirst(".*phase=\"([a-z]+)\".*", "$1"))
                .toList();
    }

    /** The expression about another check, if it is about such series. */
    private static Shipped of(String series, String check, Shipped shipped) {
        return shipped.promql().contains(series)
                ? new Shipped(shipped.where(), shipped.promql().replace("check=\"on-cue\"", "check=\"" + check + "\""))
                : shipped;
    }

    private static List<String> withoutSeries(List<Shipped> shipped, Prometheus server) {
        return shipped.stream()
                .filter(expression -> server.query(expression.promql()).isEmpty())
                .map(Shipped::where)
                .toList();
    }

    private static double percentile(JsonObject latency, int percentile) {
        JsonArray percentiles = latency.getJsonObject("success").getJsonArray("percentiles");
        for (Object each : percentiles) {
            JsonObject value = (JsonObject) each;
            if (value.getDouble("percentile") == percentile) {
                return value.getDouble("seconds");
            }
        }
        throw new AssertionError("no percentile " + percentile + " in " + latency);
    }

    private static String encoded(Instant instant) {
        return URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8);
    }

    private <T extends AutoCloseable> T started(T program) {
        running.add(program);
        return program;
    }
}
