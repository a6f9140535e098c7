package dev.sonde.collector.api;

import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Fleet;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.SlotWord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The checks: what they are, where they run and how they fare. Workers. */
final class CheckEndpoints {
    private final MetricsSource state;
    private final Assignment assignment;

    CheckEndpoints(MetricsSource state, Assignment assignment) {
        this.state = state;
        this.assignment = assignment;
    }

    Answer list(Call call) {
        Index index = new Index(state.read(), assignment.fleet());
        return Answer.json(new JsonObject().put("checks", Json.array(index.view.checks(), index::form)));
    }

    Answer one(Call call) throws Refusal {
        Index index = new Index(state.read(call.path("name")), assignment.fleet());
        return Answer.json(index.form(named(index.view, call.path("name"))));
    }

    /** The check of this name, or 404. */
    static Check named(MetricsView view, String name) throws Refusal {
        for (Check check : view.checks()) {
            if (check.name().value().equals(name)) {
                return check;
            }
        }
        throw new Refusal(404, "check: " + name + " (expected: the name of a configured check)");
    }

    /** A view, looked up by check. */
    private static final class Index {
        private final MetricsView view;
        private final Fleet fleet;
        private final Map<String, Map<Location, MetricsView.Probe>> probes = new HashMap<>();
        private final Map<String, JsonArray> slos = new HashMap<>();
        private final Map<String, Incident> incidents = new HashMap<>();

        Index(MetricsView view, Fleet fleet) {
            this.view = view;
            this.fleet = fleet;
            view.probes()
                    .forEach(
                            probe -> probes.computeIfAbsent(probe.check().name().value(), name -> new HashMap<>())
                                    .put(probe.location(), probe));
            view.slos()
                    .forEach(slo -> slos.computeIfAbsent(slo.check().name().value(), name -> new JsonArray())
                            .add(slo.status().slo().name()));
            view.openIncidents()
                    .forEach(
                            incident -> incidents.put(incident.subject().check().value(), incident));
        }

        JsonObject form(Check check) {
            String name = check.name().value();
            Incident incident = incidents.get(name);
            return new JsonObject()
                    .put("name", name)
                    .put("service", check.service())
                    .put("owner", check.owner())
                    .put("purpose", check.purpose())
                    .put("runbook", check.runbook())
                    .put("priority", check.priority())
                    .put("labels", Json.labels(check.labels()))
                    .put("interval", Json.seconds(check.interval()))
                    .put("timeout", Json.seconds(check.timeout()))
                    .put("hardDown", check.hardDown())
                    .put("certificateWarn", Json.seconds(check.certificateWarn()))
                    .put("conduct", ConductForm.of(check.conduct()))
                    .put("target", target(check.target()))
                    .put("slos", slos.getOrDefault(name, new JsonArray()))
                    .put("openIncident", incident == null ? null : incident.id())
                    .put("locations", locations(check));
        }

        private JsonArray locations(Check check) {
            Map<Location, MetricsView.Probe> seen =
                    probes.getOrDefault(check.name().value(), Map.of());
            TreeSet<Location> all = new TreeSet<>(seen.keySet());
            all.addAll(fleet.locationsOf(check));
            JsonArray locations = new JsonArray();
            all.forEach(location -> locations.add(location(location, seen.get(location))));
            return locations;
        }

        private JsonObject location(Location location, MetricsView.@Nullable Probe probe) {
            RunTotals runs = probe == null ? RunTotals.NONE : probe.runs();
            SlotWord newest = runs.newest();
            Integer up = runs.up();
            return new JsonObject()
                    .put("location", location.value())
                    .put("agent", agentAt(location))
                    .put("up", up == null ? null : up == 1)
                    .put("reason", newest == null || newest.reason().isEmpty() ? null : newest.reason())
                    .put("runs", runs(runs))
                    .put("responseTimes", responseTimes(probe == null ? List.of() : probe.recent()))
                    .put("certificateExpiresAt", probe == null ? null : Json.time(probe.certificateExpiry()));
        }

        private @Nullable String agentAt(Location location) {
            for (AgentEntry agent : fleet.agents()) {
                if (agent.location().equals(location)) {
                    return agent.name();
                }
            }
            return null;
        }
    }

    private static JsonObject target(Target target) {
        if (target instanceof HttpTarget http) {
            return new JsonObject()
                    .put("protocol", http.protocol())
                    .put("method", http.method())
                    .put("url", withoutUserInfo(http.url()));
        }
        return new JsonObject().put("protocol", target.protocol()).put("shown", target.shown());
    }

    private static String withoutUserInfo(URI url) {
        String userInfo = url.getRawUserInfo();
        return userInfo == null ? url.toString() : url.toString().replace(userInfo + "@", "");
    }

    private static JsonObject runs(RunTotals totals) {
        JsonObject started =
                new JsonObject().put("success", 0L).put("failure", 0L).put("unknown", 0L);
        totals.started()
                .forEach((kind, count) -> started.put(kind.outcome(), started.getLong(kind.outcome(), 0L) + count));
        long missed =
                totals.missed().values().stream().mapToLong(Long::longValue).sum();
        return started.put("missed", missed);
    }

    private static JsonArray responseTimes(List<RecentLatency> recent) {
        return Json.array(recent, window -> {
            SparseHistogram success = window.success();
            return new JsonObject()
                    .put("window", Json.seconds(window.window()))
                    .put("count", success.totalCount())
                    .put("p50", percentile(success, 50))
                    .put("p90", percentile(success, 90))
                    .put("p99", percentile(success, 99));
        });
    }

    private static @Nullable Double percentile(SparseHistogram histogram, double percentile) {
        return histogram.isEmpty() ? null : Json.seconds(histogram.percentileMicros(percentile));
    }
}
