package dev.sonde.collector.api;

import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.latency.LatencyHistory;
import dev.sonde.collector.latency.LatencyRange;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Exact percentiles of a check's response time over a range, the whole and each phase. Workers. */
final class LatencyEndpoint {
    static final Set<String> PARAMETERS = Set.of("from", "to", "location", "percentiles");
    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final Duration MAX_RANGE = Duration.ofDays(400);
    private static final List<Double> DEFAULT_PERCENTILES = List.of(50.0, 90.0, 99.0);

    private final MetricsSource state;
    private final LatencyHistory history;

    LatencyEndpoint(MetricsSource state, LatencyHistory history) {
        this.state = state;
        this.history = history;
    }

    Answer answer(Call call) throws Refusal {
        Parameters parameters = call.parameters();
        MetricsView view = state.read(call.path("name"));
        Check check = CheckEndpoints.named(view, call.path("name"));
        Location location = location(parameters.text("location"), check, view);
        Instant to = parameters.time("to");
        Instant end = to == null ? call.at() : to;
        Instant from = parameters.time("from");
        Instant start = from == null ? end.minus(DEFAULT_RANGE) : from;
        if (!start.isBefore(end)) {
            throw Refusal.ofParameter("from", start.toString(), "before to, which is " + end);
        }
        if (start.plus(MAX_RANGE).isBefore(end)) {
            throw Refusal.ofParameter("from", start.toString(), "at most " + MAX_RANGE.toDays() + " days before to");
        }
        List<Double> percentiles = parameters.percentiles("percentiles", DEFAULT_PERCENTILES);
        LatencyRange range = history.read(check.name(), location, start, end);
        return Answer.json(new JsonObject()
                .put("check", check.name().value())
                .put("location", location == null ? null : location.value())
                .put("from", Json.time(range.from()))
                .put("to", Json.time(range.to()))
                .put("resolution", Json.seconds(range.resolution()))
                .put("leftOut", range.leftOut())
                .put("success", latencies(range.success(), percentiles))
                .put("failure", latencies(range.failure(), percentiles)));
    }

    static @Nullable Location location(@Nullable String name, Check check, MetricsView view) throws Refusal {
        if (name == null) {
            return null;
        }
        List<String> known = view.probes().stream()
                .filter(probe -> probe.check().name().equals(check.name()))
                .map(probe -> probe.location().value())
                .sorted()
                .toList();
        if (!known.contains(name)) {
            throw Refusal.ofParameter(
                    "location",
                    name,
                    known.isEmpty() ? "none yet, no location has reported" : "one of " + String.join(", ", known));
        }
        return new Location(name);
    }

    private static JsonObject latencies(Latencies latencies, List<Double> percentiles) {
        JsonArray phases = new JsonArray();
        latencies
                .phases()
                .forEach((phase, histogram) -> phases.add(
                        new JsonObject().put("phase", phase.label()).mergeIn(distribution(histogram, percentiles))));
        JsonArray steps = new JsonArray();
        latencies
                .steps()
                .forEach((step, histogram) ->
                        steps.add(new JsonObject().put("step", step).mergeIn(distribution(histogram, percentiles))));
        return distribution(latencies.total(), percentiles)
                .put("phases", phases)
                .put("steps", steps);
    }

    private static JsonObject distribution(SparseHistogram histogram, List<Double> percentiles) {
        JsonArray values = new JsonArray();
        if (!histogram.isEmpty()) {
            for (double percentile : percentiles) {
                values.add(new JsonObject()
                        .put("percentile", percentile)
                        .put("seconds", Json.seconds(histogram.percentileMicros(percentile))));
            }
        }
        return new JsonObject().put("count", histogram.totalCount()).put("percentiles", values);
    }
}
