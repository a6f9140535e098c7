package dev.sonde.agent.exporter;

import dev.sonde.agent.blackbox.Blackbox;
import dev.sonde.agent.exposition.MetricsPage;
import dev.sonde.agent.telemetry.AgentTelemetry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's HTTP server: {@code /metrics}, {@code /-/healthy}, {@code /-/ready}, and the drop-in's pages if
 * there is one. HTTP/1.1 only: scrapers gain nothing from more, and less is exposed. Requests are bounded in head and time.
 * Belongs to the event loop it was started on; pages are rendered on workers.
 */
public final class Exporter {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    /** Longer than any probe of the drop-in, which is silent until it ends: for clients that never read their answer. */
    private static final int IDLE_MINUTES = 62;

    private final Vertx vertx;
    private final Listen listen;
    private final BooleanSupplier ready;
    private final @Nullable Blackbox blackbox;
    private final PrometheusRegistry series = new PrometheusRegistry();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, series, Clock.SYSTEM);
    private ConnectionGuard connections;
    private @Nullable HttpServer server;

    /**
     * @param location where the agent stands; empty while it is not known
     * @param totals of the agent's checks; null leaves them to the collector
     * @param ready whether the agent knows what to run
     * @param blackbox served beside; null if there is none
     */
    public Exporter(
            Vertx vertx,
            Listen listen,
            AgentTelemetry telemetry,
            String agent,
            Supplier<String> location,
            @Nullable ProbeTotals totals,
            InstantSource wall,
            BooleanSupplier ready,
            @Nullable Blackbox blackbox) {
        this.vertx = vertx;
        this.listen = listen;
        this.ready = ready;
        this.blackbox = blackbox;
        this.connections = new ConnectionGuard(vertx, ConnectionGuard.Patience.DEFAULT);
        series.register(new AgentSeries(telemetry, agent, location));
        if (totals != null) {
            series.register(new ProbeSeries(totals, wall));
        }
        if (blackbox != null) {
            series.register(blackbox.series());
        }
        new AgentMeters(telemetry).bindTo(meters);
    }

    /** With another patience; to be called before it starts. */
    Exporter waiting(ConnectionGuard.Patience patience) {
        connections = new ConnectionGuard(vertx, patience);
        return this;
    }

    /** Begins to listen; the future holds the port, or fails with one line for the user. */
    public Future<Integer> start() {
        Router router = Router.router(vertx);
        router.route().handler(connections::follow);
        if (blackbox != null) {
            blackbox.mount(router);
        }
        router.get("/metrics").handler(this::metrics);
        router.get("/-/healthy").handler(request -> answer(request.response(), 200, "healthy"));
        router.get("/-/ready")
                .handler(request -> answer(
                        request.response(),
                        ready.getAsBoolean() ? 200 : 503,
                        ready.getAsBoolean() ? "ready" : "no checks known yet"));
        return vertx.executeBlocking(this::bindProcessMeters)
                .compose(bound -> vertx.createHttpServer(options())
                        .connectionHandler(connections::opened)
                        .requestHandler(router)
                        .listen(listen.port(), listen.host()))
                .onSuccess(listening -> {
                    server = listening;
                    LOG.info("listening on {}", new Listen(listen.host(), listening.actualPort(), null, null));
                })
                .map(HttpServer::actualPort)
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + listen + ": " + failure.getMessage()
                                + " (expected: a free address; choose another with --listen)",
                        failure)));
    }

    /** Stops listening. */
    public Future<Void> stop() {
        meters.close();
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** Takes hundreds of milliseconds in a cold process. */
    private @Nullable Void bindProcessMeters() {
        new ProcessMeters().bindTo(meters);
        return null;
    }

    private void metrics(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        String acceptEncoding = request.request().getHeader("Accept-Encoding");
        vertx.executeBlocking(() -> MetricsPage.render(series.scrape(), accept, acceptEncoding), false)
                .onSuccess(page -> {
                    HttpServerResponse response = request.response().putHeader("Content-Type", page.contentType());
                    if (page.isGzipped()) {
                        response.putHeader("Content-Encoding", "gzip");
                    }
                    response.end(Buffer.buffer(page.body()));
                })
                .onFailure(defect -> {
                    LOG.error("/metrics: defect", defect);
                    answer(request.response(), 500, "defect: " + defect);
                });
    }

    private static void answer(HttpServerResponse response, int status, String line) {
        response.setStatusCode(status).putHeader("Content-Type", TEXT).end(line + "\n");
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setIdleTimeout(IDLE_MINUTES)
                .setIdleTimeoutUnit(TimeUnit.MINUTES)
                .setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
        if (listen.certificate() != null && listen.key() != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(listen.certificate().toString())
                            .addKeyPath(listen.key().toString()));
        }
        return options;
    }
}
