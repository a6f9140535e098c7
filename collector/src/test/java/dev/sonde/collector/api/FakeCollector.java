package dev.sonde.collector.api;

import dev.sonde.collector.evidence.EvidenceQuery;
import dev.sonde.collector.evidence.KeptRun;
import dev.sonde.collector.exposition.Exposition;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.exposition.RegistryExposition;
import dev.sonde.collector.exposition.SampleView;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.fleet.Fleet;
import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.collector.latency.LatencyRange;
import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A real server on a free port of loopback, everything behind it by hand. */
final class FakeCollector implements AutoCloseable, BatchIntake, IncidentDesk, Reload {
    static final String EU_TOKEN = "sonde_token-of-eu";
    static final String US_TOKEN = "sonde_token-of-us";
    static final Fleet FLEET = new Fleet(List.of(
            new AgentEntry("eu-1", new Location("eu"), TokenHash.of(EU_TOKEN)),
            new AgentEntry("us-1", new Location("us"), TokenHash.of(US_TOKEN))));

    final Vertx vertx = Vertx.vertx();
    final Assignment assignment = new Assignment();
    final Attendance attendance = new Attendance();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> latencyAsked = new CopyOnWriteArrayList<>();
    final List<EvidenceQuery> evidenceAsked = new CopyOnWriteArrayList<>();
    volatile List<KeptRun> kept = List.of();
    final List<String> batches = new CopyOnWriteArrayList<>();
    final Map<String, Incident> incidents = new LinkedHashMap<>();
    final List<IncidentDesk.Query> queries = new CopyOnWriteArrayList<>();
    volatile Instant now = SampleView.NOON;
    volatile MetricsView view = SampleView.everything();
    volatile Function<byte[], CompletionStage<Receipt>> intake =
            body -> CompletableFuture.completedFuture(new Receipt.Accepted());
    volatile InvalidConfigException invalid;
    volatile Reloaded reloaded = new Reloaded("nothing", List.of());
    volatile String obstacle;
    volatile Answered answered = new Answered.Unknown();
    volatile Exposition exposition = new RegistryExposition(new PrometheusRegistry(), () -> view);
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private ApiServer server;
    int port;

    static FakeCollector started() throws Exception {
        return started(new ApiOptions("127.0.0.1", 0, null, null), Patience.DEFAULT);
    }

    static FakeCollector started(ApiOptions options, Patience patience) throws Exception {
        FakeCollector collector = new FakeCollector();
        collector.assign(collector.view.checks());
        collector.server = new ApiServer(collector.vertx, options, collector.ports(), patience);
        collector.port = collector
                .server
                .start()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return collector;
    }

    ApiPorts ports() {
        return new ApiPorts(
                assignment,
                attendance,
                this,
                () -> view,
                (format, page) -> exposition.render(format, page),
                (check, location, from, to) -> latency(check, location, from, to),
                query -> {
                    evidenceAsked.add(query);
                    return kept;
                },
                this,
                this,
                () -> obstacle,
                new CollectorMeters(meters),
                () -> now,
                System::nanoTime,
                "0.1.0-test");
    }

    void renewCertificate() throws Exception {
        server.renewCertificate().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    List<Route> routes() {
        return server.table();
    }

    void assign(List<Check> checks) {
        assignment.apply(FLEET, checks, Map.of(new CheckName("plain"), List.of(Duration.ofMillis(300))));
    }

    String revision(String agent) {
        return assignment.of(agent).orElseThrow().revision();
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return client.send(request(path, headers).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> getBytes(String path, String... headers) throws Exception {
        return client.send(request(path, headers).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> send(String method, String path, byte[] body, String... headers) throws Exception {
        return client.send(
                request(path, headers)
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> postJson(String path, String json) throws Exception {
        return send("POST", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "Content-Type", Answer.JSON);
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? request : request.headers(headers);
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    @Override
    public CompletionStage<Receipt> accept(AgentIdentity agent, byte[] gzipped) {
        batches.add(agent.name() + "@" + agent.location() + " " + gzipped.length);
        return intake.apply(gzipped);
    }

    private LatencyRange latency(CheckName check, Location location, Instant from, Instant to) {
        latencyAsked.add(check + " " + location + " " + from + " " + to);
        return new LatencyRange(
                from,
                to,
                Duration.ofMinutes(1),
                new Latencies(
                        SparseHistogram.ofMicros(100_000, 100_000, 5_000_000),
                        Map.of(Phase.CONNECT, SparseHistogram.ofMicros(1000)),
                        new TreeMap<>(Map.of("login", SparseHistogram.ofMicros(2000)))),
                Latencies.EMPTY,
                2);
    }

    @Override
    public List<Incident> find(IncidentDesk.Query query) {
        queries.add(query);
        return new ArrayList<>(incidents.values());
    }

    @Override
    public Optional<Incident> find(String id) {
        return Optional.ofNullable(incidents.get(id));
    }

    @Override
    public Answered acknowledge(String id, String by) {
        return answer("acknowledge", id, by);
    }

    @Override
    public Answered resolve(String id, String by) {
        return answer("resolve", id, by);
    }

    final List<String> words = new CopyOnWriteArrayList<>();

    private Answered answer(String word, String id, String by) {
        words.add(word + " " + id + " by " + by);
        return answered;
    }

    @Override
    public Reloaded reload() throws InvalidConfigException {
        if (invalid != null) {
            throw invalid;
        }
        return reloaded;
    }

    @Override
    public void close() throws Exception {
        server.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
