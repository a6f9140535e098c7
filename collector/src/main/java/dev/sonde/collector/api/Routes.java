package dev.sonde.collector.api;

import static dev.sonde.collector.api.Route.get;
import static dev.sonde.collector.api.Route.post;

import dev.sonde.collector.exposition.SharedPages;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Every route of the collector. */
final class Routes {
    private static final int MAX_PERSON_BODY = 64 * 1024;

    private final Vertx vertx;
    private final PostGuard guard;
    private final Patience patience;
    private final Replies replies;
    private final AssignmentRoute assignments;
    private final List<Route> table;

    Routes(
            Vertx vertx,
            ApiPorts ports,
            PostGuard guard,
            Patience patience,
            SharedPages pages,
            Executor workers,
            Replies replies) {
        this.vertx = vertx;
        this.guard = guard;
        this.patience = patience;
        this.replies = replies;
        MetricsRoute metrics = new MetricsRoute(pages, replies);
        AgentDoor door = new AgentDoor(ports.assignment());
        BatchRoute batches = new BatchRoute(vertx, ports, door, patience, replies);
        assignments = new AssignmentRoute(vertx, ports, door, workers, replies);
        OperatorEndpoints operator = new OperatorEndpoints(ports.readiness(), ports.reload());
        AgentEndpoints agents = new AgentEndpoints(ports.state());
        CheckEndpoints checks = new CheckEndpoints(ports.state(), ports.assignment());
        LatencyEndpoint latency = new LatencyEndpoint(ports.state(), ports.latency());
        EvidenceEndpoint evidence = new EvidenceEndpoint(ports.state(), ports.evidence());
        SloEndpoints slos = new SloEndpoints(ports.state());
        IncidentEndpoints incidents = new IncidentEndpoints(ports.incidents());
        Documents documents = new Documents(ports.version());
        table = List.of(
                get("/", read(documents::landingPage)),
                get("/metrics", metrics::handle),
                get("/-/healthy", read(operator::healthy)),
                get("/-/ready", read(operator::ready)),
                post("/-/reload", write(operator::reload)),
                post("/api/v1/batches", batches::handle),
                get("/api/v1/agents", read(agents::list)),
                get("/api/v1/agents/:name/checks", assignments::handle),
                get("/api/v1/checks", read(checks::list)),
                get("/api/v1/checks/:name", read(checks::one)),
                get("/api/v1/checks/:name/latency", read(LatencyEndpoint.PARAMETERS, latency::answer)),
                get("/api/v1/checks/:name/evidence", read(EvidenceEndpoint.PARAMETERS, evidence::answer)),
                get("/api/v1/slos", read(slos::list)),
                get("/api/v1/slos/:name", read(slos::one)),
                get("/api/v1/incidents", read(IncidentEndpoints.PARAMETERS, incidents::list)),
                get("/api/v1/incidents/:id", read(incidents::one)),
                post("/api/v1/incidents/:id/acknowledge", write(incidents::acknowledge)),
                post("/api/v1/incidents/:id/resolve", write(incidents::resolve)),
                get("/api/v1/openapi.yaml", read(documents::openApi)));
    }

    List<Route> table() {
        return table;
    }

    /** Lets nobody wait any longer, so that the server can stop. Any thread. */
    void release() {
        assignments.release();
    }

    private Handler<RoutingContext> read(Endpoint endpoint) {
        return read(Set.of(), endpoint);
    }

    private Handler<RoutingContext> read(Set<String> parameters, Endpoint endpoint) {
        return context -> replies.onWorker(context, parameters, Buffer.buffer(), endpoint);
    }

    /** Who asks is looked at before a byte of the body is read. */
    private Handler<RoutingContext> write(Endpoint endpoint) {
        return context -> {
            try {
                guard.admit(Knock.of(context.request()));
            } catch (Refusal refusal) {
                replies.send(context, refusal.answer());
                return;
            }
            BodyReader.read(vertx, context.request(), MAX_PERSON_BODY, patience.body())
                    .onSuccess(body -> replies.onWorker(context, Set.of(), body, endpoint))
                    .onFailure(failure -> replies.fail(context, failure));
        };
    }
}
