package dev.sonde.collector.api;

import static dev.sonde.collector.api.JsonShape.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.exposition.SampleView;
import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.CauseDetails;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problem;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The document says what is served: the same routes, and of every answer the same fields. */
class OpenApiTest {
    private static final Instant NOON = SampleView.NOON;

    private FakeCollector collector;
    private Map<String, Object> document;

    @BeforeEach
    void start() throws Exception {
        collector = FakeCollector.started();
        document = new Yaml().load(collector.get("/api/v1/openapi.yaml").body());
    }

    @AfterEach
    void stop() throws Exception {
        collector.close();
    }

    @Test
    void everyRoute_isDocumentedAndEveryDocumentedOneIsRouted() {
        Set<String> routed = collector.routes().stream()
                .map(route -> route.method() + " " + route.path().replaceAll(":([a-z]+)", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        map(document.get("paths"))
                .forEach((path, methods) -> map(methods)
                        .keySet()
                        .forEach(method -> documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));

        assertThat(documented).isEqualTo(routed);
    }

    @Test
    void document_namesTheVersionOfTheBuild() {
        assertThat(map(document.get("info")).get("version")).isEqualTo("0.1.0-test");
    }

    @Test
    void answers_haveExactlyTheDocumentedFields() throws Exception {
        incident("01A");
        collector.answered = new IncidentDesk.Answered.Done(collector.incidents.get("01A"));
        collector.reloaded = new Reload.Reloaded("checks +1", List.of(problem(Problem.Severity.WARNING)));
        String revision = collector.revision("eu-1");

        assertDocumented(collector.get("/api/v1/agents"), "/api/v1/agents", "get");
        assertDocumented(
                collector.get("/api/v1/agents/eu-1/checks", "Authorization", "Bearer " + FakeCollector.EU_TOKEN),
                "/api/v1/agents/{name}/checks",
                "get");
        assertDocumented(collector.get("/api/v1/checks"), "/api/v1/checks", "get");
        assertDocumented(collector.get("/api/v1/checks/checkout-api"), "/api/v1/checks/{name}", "get");
        assertDocumented(collector.get("/api/v1/checks/plain"), "/api/v1/checks/{name}", "get");
        assertDocumented(collector.get("/api/v1/checks/plain/latency"), "/api/v1/checks/{name}/latency", "get");
        collector.kept = SampleRuns.everything();
        assertDocumented(collector.get("/api/v1/checks/plain/evidence"), "/api/v1/checks/{name}/evidence", "get");
        assertDocumented(collector.get("/api/v1/slos"), "/api/v1/slos", "get");
        assertDocumented(collector.get("/api/v1/slos/checkout-availability"), "/api/v1/slos/{name}", "get");
        assertDocumented(collector.get("/api/v1/slos/checkout-latency"), "/api/v1/slos/{name}", "get");
        assertDocumented(collector.get("/api/v1/incidents"), "/api/v1/incidents", "get");
        assertDocumented(collector.get("/api/v1/incidents/01A"), "/api/v1/incidents/{id}", "get");
        assertDocumented(
                collector.postJson("/api/v1/incidents/01A/acknowledge", "{\"by\": \"alice\"}"),
                "/api/v1/incidents/{id}/acknowledge",
                "post");
        assertDocumented(
                collector.postJson("/api/v1/incidents/01A/resolve", "{\"by\": \"alice\"}"),
                "/api/v1/incidents/{id}/resolve",
                "post");
        assertDocumented(collector.send("POST", "/-/reload", new byte[0]), "/-/reload", "post");
        assertDocumented(
                collector.send(
                        "POST",
                        "/api/v1/batches",
                        new byte[] {1},
                        "Authorization",
                        "Bearer " + FakeCollector.EU_TOKEN,
                        "Content-Type",
                        "application/vnd.sonde.batch.v1",
                        "Content-Encoding",
                        "gzip"),
                "/api/v1/batches",
                "post");
        assertThat(revision).isNotEmpty();
    }

    @Test
    void problems_haveExactlyTheDocumentedFields() throws Exception {
        collector.invalid = new InvalidConfigException(List.of(problem(Problem.Severity.ERROR)), List.of());

        assertProblem(collector.get("/api/v1/checks/none"), 404);
        assertProblem(collector.get("/api/v1/slos/none"), 404);
        assertProblem(collector.get("/api/v1/incidents/none"), 404);
        assertProblem(collector.get("/api/v1/checks/plain/latency?from=yesterday"), 400);
        assertProblem(collector.get("/api/v1/agents/eu-1/checks"), 401);
        HttpResponse<String> invalid = collector.send("POST", "/-/reload", new byte[0]);
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(differences(invalid, Map.of("$ref", "#/components/schemas/ConfigurationProblem")))
                .isEmpty();
    }

    private void assertDocumented(HttpResponse<String> response, String path, String method) {
        Map<String, Object> responses =
                map(map(map(map(document.get("paths")).get(path)).get(method)).get("responses"));
        Map<String, Object> content = map(map(responses.get("200")).get("content"));

        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(Answer.JSON);
        assertThat(differences(response, map(map(content.get(Answer.JSON)).get("schema"))))
                .as(response.body())
                .isEmpty();
    }

    private void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(differences(response, Map.of("$ref", "#/components/schemas/Problem")))
                .isEmpty();
    }

    private List<String> differences(HttpResponse<String> response, Map<String, Object> schema) {
        return new JsonShape(document).differences(new JsonObject(response.body()).getMap(), schema);
    }

    private static Problem problem(Problem.Severity severity) {
        return new Problem(severity, new Place("sonde.yaml", 3, 5), "interval: 0s", "100ms to 1d");
    }

    /** One with every kind of cause, acknowledged. */
    private void incident(String id) {
        Check check = SampleView.check("checkout-api", "checkout", Map.of("region", "eu"));
        Incident open = SampleView.incident(check, Severity.PAGE);
        collector.incidents.put(
                id,
                new Incident(
                        id,
                        open.subject(),
                        open.severity(),
                        NOON,
                        NOON,
                        new Acknowledgement("alice", NOON.plusSeconds(60)),
                        NOON.plusSeconds(60),
                        null,
                        List.of(
                                cause("burn_rate/a", null, burnRate()),
                                cause(
                                        "hard_down",
                                        NOON.plusSeconds(90),
                                        new CauseDetails.HardDown(new TreeMap<>(Map.of(new Location("eu"), NOON)), 3)),
                                cause(
                                        "certificate",
                                        null,
                                        new CauseDetails.Certificate(
                                                NOON.plusSeconds(3600),
                                                new TreeSet<>(Set.of(new Location("eu"))),
                                                Duration.ofDays(21)))),
                        open.spell(),
                        4));
    }

    private static CauseDetails.BurnRate burnRate() {
        return new CauseDetails.BurnRate(
                "checkout-availability",
                new BigDecimal("0.999"),
                null,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                14.4,
                null,
                0.5,
                new TreeMap<>(Map.of(Duration.ofHours(1), 20.5)));
    }

    private static Cause cause(String id, Instant endedAt, CauseDetails details) {
        return new Cause(
                id,
                Severity.PAGE,
                endedAt == null ? Cause.State.FIRING : Cause.State.CLEARED,
                NOON,
                endedAt,
                false,
                details);
    }
}
