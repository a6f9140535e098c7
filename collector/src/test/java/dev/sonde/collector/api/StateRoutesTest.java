package dev.sonde.collector.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.evidence.EvidenceQuery;
import dev.sonde.collector.exposition.SampleView;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the state routes say, number by number. */
class StateRoutesTest {
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
    void check_tellsWhereItRunsAndHowItFares() throws Exception {
        JsonObject check = FakeCollector.json(collector.get("/api/v1/checks/checkout-api"));

        assertThat(check.getString("service")).isEqualTo("checkout");
        assertThat(check.getJsonObject("labels")).isEqualTo(new JsonObject().put("region", "eu"));
        assertThat(check.getLong("interval")).isEqualTo(10);
        assertThat(check.getLong("certificateWarn")).isEqualTo(21 * 86_400);
        assertThat(check.getJsonObject("target").getString("url")).isEqualTo("https://shop.example/health");
        assertThat(check.getJsonArray("slos")).isEqualTo(JsonArray.of("checkout-availability", "checkout-latency"));
        assertThat(check.getString("openIncident")).isEqualTo("01INC");
        JsonArray locations = check.getJsonArray("locations");
        assertThat(locations).hasSize(2);
        JsonObject eu = locations.getJsonObject(0);
        assertThat(eu.getString("agent")).isEqualTo("eu-1");
        assertThat(eu.getBoolean("up")).isFalse();
        assertThat(eu.getString("reason")).isEqualTo("http_status");
        assertThat(eu.getJsonObject("runs"))
                .isEqualTo(new JsonObject("{\"success\":3,\"failure\":1,\"unknown\":1,\"missed\":4}"));
        assertThat(eu.getString("certificateExpiresAt")).isEqualTo("2026-06-01T00:00:00.500Z");
        assertThat(eu.getJsonArray("responseTimes").getJsonObject(0).getValue("p50"))
                .isNull();
        assertThat(eu.getJsonArray("responseTimes").getJsonObject(1))
                .isEqualTo(new JsonObject(
                        "{\"window\":3600,\"count\":3,\"p50\":0.200063,\"p90\":3.000319,\"p99\":3.000319}"));
        JsonObject us = locations.getJsonObject(1);
        assertThat(us.getString("agent")).isEqualTo("us-1");
        assertThat(us.getValue("up")).isNull();
    }

    @Test
    void checks_areAllListed() throws Exception {
        JsonArray checks = FakeCollector.json(collector.get("/api/v1/checks")).getJsonArray("checks");

        assertThat(checks.stream().map(check -> ((JsonObject) check).getString("name")))
                .containsExactly("checkout-api", "plain");
    }

    @Test
    void slo_tellsItsStandingAndItsSlots() throws Exception {
        JsonObject slo = FakeCollector.json(collector.get("/api/v1/slos/checkout-availability"));

        assertThat(slo.getDouble("objective")).isEqualTo(0.999);
        assertThat(slo.getLong("window")).isEqualTo(30 * 86_400);
        assertThat(slo.getDouble("sli")).isEqualTo(50.0 / 52);
        assertThat(slo.getDouble("coverage")).isEqualTo(52.0 / 58);
        assertThat(slo.getDouble("budgetRemaining")).isEqualTo(-0.25);
        assertThat(slo.getBoolean("noData")).isFalse();
        assertThat(slo.getJsonObject("slots").getLong("bad")).isEqualTo(2);
        assertThat(slo.getJsonObject("burnRates").getDouble("1h")).isEqualTo(1.5);
        assertThat(slo.getJsonObject("burnRates").getDouble("5m")).isEqualTo(0.0);
    }

    @Test
    void slo_withoutDataHasNoStanding() throws Exception {
        JsonObject slo = FakeCollector.json(collector.get("/api/v1/slos/checkout-latency"));

        assertThat(slo.getBoolean("noData")).isTrue();
        assertThat(slo.getValue("sli")).isNull();
        assertThat(slo.getValue("coverage")).isNull();
        assertThat(slo.getValue("budgetRemaining")).isNull();
    }

    @Test
    void latency_isAskedForTheLastHourOfAllLocationsUnlessSaidOtherwise() throws Exception {
        JsonObject latency = FakeCollector.json(collector.get("/api/v1/checks/checkout-api/latency"));

        assertThat(collector.latencyAsked)
                .containsExactly("checkout-api null 2026-03-01T11:00:00Z 2026-03-01T12:00:00Z");
        assertThat(latency.getJsonObject("success").encode())
                .isEqualTo("{\"count\":3,\"percentiles\":[{\"percentile\":50.0,\"seconds\":0.100031},"
                        + "{\"percentile\":90.0,\"seconds\":5.001215},{\"percentile\":99.0,\"seconds\":5.001215}],"
                        + "\"phases\":[{\"phase\":\"connect\",\"count\":1,\"percentiles\":["
                        + "{\"percentile\":50.0,\"seconds\":0.001},{\"percentile\":90.0,\"seconds\":0.001},"
                        + "{\"percentile\":99.0,\"seconds\":0.001}]}],\"steps\":[{\"step\":\"login\",\"count\":1,\"percentiles\":["
                        + "{\"percentile\":50.0,\"seconds\":0.002},{\"percentile\":90.0,\"seconds\":0.002},"
                        + "{\"percentile\":99.0,\"seconds\":0.002}]}]}");
        assertThat(latency.getJsonObject("failure").encode())
                .isEqualTo("{\"count\":0,\"percentiles\":[],\"phases\":[],\"steps\":[]}");
        assertThat(latency.getLong("resolution")).isEqualTo(60);
        assertThat(latency.getLong("leftOut")).isEqualTo(2);
    }

    @Test
    void latency_isAskedForTheRangeLocationAndPercentilesThatAreSaid() throws Exception {
        JsonObject latency = FakeCollector.json(collector.get("/api/v1/checks/checkout-api/latency"
                + "?from=2026-02-01T00:00:00Z&to=2026-02-02T00:00:00Z&location=eu&percentiles=0,99.9"));

        assertThat(collector.latencyAsked).containsExactly("checkout-api eu 2026-02-01T00:00:00Z 2026-02-02T00:00:00Z");
        assertThat(latency.getJsonObject("success").getJsonArray("percentiles").encode())
                .isEqualTo("[{\"percentile\":0.0,\"seconds\":0.099968},{\"percentile\":99.9,\"seconds\":5.001215}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            checks/plain/latency?from=yesterday                    | from: yesterday (expected: RFC 3339 in UTC, such as 2026-01-31T12:00:00Z)
            checks/plain/latency?from=2026-03-01T12:00:00Z         | from: 2026-03-01T12:00:00Z (expected: before to, which is 2026-03-01T12:00:00Z)
            checks/plain/latency?from=2020-01-01T00:00:00Z         | from: 2020-01-01T00:00:00Z (expected: at most 400 days before to)
            checks/plain/latency?to=-1000000000-01-01T00:00:00Z    | to: -1000000000-01-01T00:00:00Z (expected: RFC 3339 in UTC, such as 2026-01-31T12:00:00Z)
            incidents?from=0000-12-31T23:59:59Z                    | from: 0000-12-31T23:59:59Z (expected: RFC 3339 in UTC, such as 2026-01-31T12:00:00Z)
            incidents?to=%2B1000000000-12-31T23:59:59Z             | to: +1000000000-12-31T23:59:59Z (expected: RFC 3339 in UTC, such as 2026-01-31T12:00:00Z)
            checks/plain/latency?percentiles=50,many               | percentiles: 50,many (expected: numbers from 0 to 100 divided by commas, such as 50,99.9)
            checks/plain/latency?percentiles=101                   | percentiles: 101 (expected: numbers from 0 to 100 divided by commas, such as 50,99.9)
            checks/plain/latency?percentiles=NaN                   | percentiles: NaN (expected: numbers from 0 to 100 divided by commas, such as 50,99.9)
            checks/plain/latency?location=mars                     | location: mars (expected: one of eu)
            checks/plain/latency?percentile=50                     | percentile: 50 (expected: one of from, location, percentiles, to)
            checks/plain/latency?location=eu&location=us           | location: us (expected: once)
            checks?service=x                                       | service: x (expected: no parameters here)
            incidents?state=closed                                 | state: closed (expected: one of open, acknowledged, resolved)
            incidents?limit=0                                      | limit: 0 (expected: a whole number from 1 to 1000)
            incidents?limit=ten                                    | limit: ten (expected: a whole number from 1 to 1000)
            """)
    void parameter_thatIsWrongIsNamedWithItsValueAndWhatWasExpected(String path, String detail) throws Exception {
        HttpResponse<String> response = collector.get("/api/v1/" + path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(FakeCollector.json(response).getString("detail")).isEqualTo(detail);
        JsonObject error = FakeCollector.json(response).getJsonArray("errors").getJsonObject(0);
        assertThat(error.getString("parameter") + ": " + error.getString("value") + " (expected: "
                        + error.getString("expected") + ")")
                .isEqualTo(detail);
    }

    @Test
    void whatIsNotThere_isNotFound() throws Exception {
        assertThat(detail(collector.get("/api/v1/checks/none"), 404))
                .isEqualTo("check: none (expected: the name of a configured check)");
        assertThat(detail(collector.get("/api/v1/checks/none/latency"), 404))
                .isEqualTo("check: none (expected: the name of a configured check)");
        assertThat(detail(collector.get("/api/v1/slos/none"), 404))
                .isEqualTo("slo: none (expected: the name of a configured SLO)");
        assertThat(detail(collector.get("/api/v1/incidents/none"), 404))
                .isEqualTo("incident: none (expected: the id of an incident)");
    }

    @Test
    void evidence_isAskedForAsTheParametersSay() throws Exception {
        collector.get("/api/v1/checks/plain/evidence");
        collector.get("/api/v1/checks/checkout-api/evidence?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"
                + "&kind=slow&location=eu&limit=5");

        assertThat(collector.evidenceAsked)
                .containsExactly(
                        new EvidenceQuery(
                                new CheckName("plain"),
                                null,
                                null,
                                collector.now.minus(Duration.ofDays(90)),
                                collector.now,
                                20),
                        new EvidenceQuery(
                                new CheckName("checkout-api"),
                                EvidenceKind.SLOW,
                                new Location("eu"),
                                Instant.parse("2026-01-01T00:00:00Z"),
                                Instant.parse("2026-02-01T00:00:00Z"),
                                5));
        assertThat(detail(collector.get("/api/v1/checks/plain/evidence?kind=fast"), 400))
                .isEqualTo("kind: fast (expected: one of failure, slow, sample, confirmation, deep)");
        assertThat(detail(collector.get("/api/v1/checks/plain/evidence?limit=201"), 400))
                .isEqualTo("limit: 201 (expected: a whole number from 1 to 200)");
        assertThat(detail(collector.get("/api/v1/checks/none/evidence"), 404))
                .isEqualTo("check: none (expected: the name of a configured check)");
    }

    @Test
    void incidents_areAskedForAsTheParametersSay() throws Exception {
        collector.get("/api/v1/incidents");
        collector.get("/api/v1/incidents?state=resolved&priority=urgent&handler=alice"
                + "&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&limit=5");

        assertThat(collector.queries)
                .containsExactly(
                        new IncidentDesk.Query(null, null, null, null, null, 100),
                        new IncidentDesk.Query(
                                "resolved",
                                "urgent",
                                "alice",
                                Instant.parse("2026-01-01T00:00:00Z"),
                                Instant.parse("2026-02-01T00:00:00Z"),
                                5));
    }

    @Test
    void person_acknowledgesAndResolves() throws Exception {
        collector.answered = new IncidentDesk.Answered.Done(
                SampleView.incident(SampleView.check("plain", null, Map.of()), Severity.TICKET));

        HttpResponse<String> acknowledged =
                collector.postJson("/api/v1/incidents/01A/acknowledge", "{\"by\":\"alice\"}");
        HttpResponse<String> resolved = collector.postJson("/api/v1/incidents/01A/resolve", "{\"by\":\" bob \"}");

        assertThat(acknowledged.statusCode()).isEqualTo(200);
        assertThat(FakeCollector.json(acknowledged).getString("severity")).isEqualTo("ticket");
        assertThat(resolved.statusCode()).isEqualTo(200);
        assertThat(collector.words).containsExactly("acknowledge 01A by alice", "resolve 01A by bob");
    }

    @Test
    void person_isToldWhyNot() throws Exception {
        collector.answered = new IncidentDesk.Answered.Refused("hard_down still fires");

        assertThat(detail(collector.postJson("/api/v1/incidents/01A/resolve", "{\"by\":\"bob\"}"), 409))
                .isEqualTo("hard_down still fires");
        collector.answered = new IncidentDesk.Answered.Unknown();
        assertThat(detail(collector.postJson("/api/v1/incidents/01A/resolve", "{\"by\":\"bob\"}"), 404))
                .isEqualTo("incident: 01A (expected: the id of an incident)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                       | by: null (expected: a name of 1 to 100 characters)
            {"by": 7}                | by: 7 (expected: a name of 1 to 100 characters)
            {"by": " "}              | by:   (expected: a name of 1 to 100 characters)
            {"by": "a", "at": "now"} | at: now (expected: no such key; a JSON object such as {"by": "alice"})
            [1]                      | body: not a JSON object (expected: a JSON object such as {"by": "alice"})
            by=alice                 | body: not a JSON object (expected: a JSON object such as {"by": "alice"})
            """)
    void word_thatIsNotUnderstoodIsRefused(String body, String detail) throws Exception {
        assertThat(detail(collector.postJson("/api/v1/incidents/01A/acknowledge", body), 400))
                .isEqualTo(detail);
        assertThat(collector.words).isEmpty();
    }

    @Test
    void word_withoutBodyIsRefused() throws Exception {
        assertThat(detail(collector.send("POST", "/api/v1/incidents/01A/acknowledge", new byte[0]), 400))
                .startsWith("body: not a JSON object");
    }

    @Test
    void reload_thatFailsSaysEveryProblemAsLinesAndAsObjects() throws Exception {
        collector.invalid = new InvalidConfigException(
                List.of(
                        new Problem(Problem.Severity.ERROR, new Place("a.yaml", 3, 5), "interval: 0s", "100ms to 1d"),
                        new Problem(Problem.Severity.ERROR, new Place("b.yaml", 1, 1), "checks: twice", "")),
                List.of());

        HttpResponse<String> response = collector.send("POST", "/-/reload", new byte[0]);

        assertThat(detail(response, 400))
                .isEqualTo("a.yaml:3:5: interval: 0s (expected: 100ms to 1d)\nb.yaml:1:1: checks: twice");
        assertThat(FakeCollector.json(response).getJsonArray("errors").encode())
                .isEqualTo("[{\"file\":\"a.yaml\",\"line\":3,\"column\":5,\"severity\":\"error\","
                        + "\"message\":\"interval: 0s\",\"expected\":\"100ms to 1d\"},"
                        + "{\"file\":\"b.yaml\",\"line\":1,\"column\":1,\"severity\":\"error\","
                        + "\"message\":\"checks: twice\",\"expected\":\"\"}]");
    }

    @Test
    void readiness_namesTheObstacle() throws Exception {
        assertThat(collector.get("/-/healthy").body()).isEqualTo("healthy\n");
        assertThat(collector.get("/-/ready").body()).isEqualTo("ready\n");

        collector.obstacle = "the store is opening";

        assertThat(detail(collector.get("/-/ready"), 503)).isEqualTo("the store is opening");
        assertThat(collector.get("/-/healthy").statusCode()).isEqualTo(200);
    }

    @Test
    void agents_tellWhetherTheyAreHeardOf() throws Exception {
        JsonArray agents = FakeCollector.json(collector.get("/api/v1/agents")).getJsonArray("agents");

        assertThat(agents.getJsonObject(0).encode())
                .isEqualTo(
                        "{\"name\":\"eu-1\",\"location\":\"eu\",\"up\":true,\"lastBatchAt\":\"2026-03-01T12:00:00Z\","
                                + "\"clockSkew\":-0.25,\"assignedRevision\":\"r1\",\"knownRevision\":\"r1\",\"checks\":2}");
        assertThat(agents.getJsonObject(1).getBoolean("up")).isFalse();
    }

    private static String detail(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(FakeCollector.json(response).getInteger("status")).isEqualTo(status);
        return FakeCollector.json(response).getString("detail");
    }
}
