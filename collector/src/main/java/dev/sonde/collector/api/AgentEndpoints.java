package dev.sonde.collector.api;

import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.fleet.AgentStatus;
import io.vertx.core.json.JsonObject;

/** The agents and whether they are heard of. Workers. */
final class AgentEndpoints {
    private final MetricsSource state;

    AgentEndpoints(MetricsSource state) {
        this.state = state;
    }

    Answer list(Call call) {
        return Answer.json(
                new JsonObject().put("agents", Json.array(state.read().agents(), AgentEndpoints::form)));
    }

    private static JsonObject form(MetricsView.Agent agent) {
        AgentStatus status = agent.status();
        return new JsonObject()
                .put("name", status.name())
                .put("location", status.location().value())
                .put("up", status.up())
                .put("lastBatchAt", Json.time(status.lastBatchAt()))
                .put("clockSkew", Json.seconds(status.clockSkew()))
                .put("assignedRevision", status.assignedRevision())
                .put("knownRevision", status.knownRevision())
                .put("checks", status.checks());
    }
}
