package dev.sonde.agent.oneshot;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.report.EvidenceForm;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run. Immutable.
 *
 * @param startedAt wall time
 * @param engines what it ran on
 * @param trail what it left behind beyond its verdict
 */
public record OneShotResult(Check check, Instant startedAt, Sample sample, Engines engines, Trail trail) {
    /** Asks the run for what it left behind; on its event loop. */
    public OneShotResult(Check check, Instant startedAt, Sample sample, Engines engines) {
        this(check, startedAt, sample, engines, sample.trail().trail());
    }

    /** Whether the target met every expectation; neither a failure nor an unknown outcome does. */
    public boolean succeeded() {
        return sample.outcome().equals(Outcome.SUCCESS);
    }

    /** What was asked for, such as {@code GET https://shop.example/health}. */
    public String request() {
        return check.target().shown();
    }

    /**
     * The phases as bars on one line of time, for people.
     *
     * @param unicode whether the terminal shows block characters; plain ones otherwise
     */
    public String waterfall(boolean unicode) {
        return Waterfall.of(this, unicode);
    }

    /**
     * One JSON object for machines: {@code check}, {@code request}, {@code startedAt} (RFC 3339), {@code outcome}
     * (success, failure, unknown), {@code reason} (empty on success), {@code detail}, {@code durationSeconds},
     * {@code phases} (seconds by name, only those reached, in order), {@code steps} (of a scenario: {@code name}, {@code durationSeconds}, {@code outcome}), {@code address} (or null), {@code status} (0 if
     * none), {@code certificateExpiry} (RFC 3339 or null), {@code transport} and {@code tls} (the engines), and the fields
     * of evidence in the collector's API from {@code traceId} on; {@code onDemand} is true: no slot and no SLI has it.
     */
    public String json() {
        JsonObject phases = new JsonObject();
        sample.phases().toMap().forEach((phase, nanos) -> phases.put(phase.label(), seconds(nanos)));
        Instant expiry = sample.certificateExpiry();
        return new JsonObject()
                .put("check", check.name().value())
                .put("request", request())
                .put("startedAt", startedAt.toString())
                .put("outcome", sample.outcome().label())
                .put("reason", sample.outcome().reasonLabel())
                .put("detail", sample.detail())
                .put("durationSeconds", seconds(sample.durationNanos()))
                .put("phases", phases)
                .put("steps", steps())
                .put("address", sample.address())
                .put("status", sample.status())
                .put("certificateExpiry", expiry == null ? null : expiry.toString())
                .mergeIn(new JsonObject(Map.of(
                        "transport",
                        engines.transport().label(),
                        "tls",
                        engines.tls().label())))
                .mergeIn(trailForm())
                .put("onDemand", true)
                .encodePrettily();
    }

    private JsonObject trailForm() {
        JsonObject form = new JsonObject();
        Map<String, @Nullable Object> fields = EvidenceForm.of(trail);
        fields.forEach(form::put);
        return form;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private JsonArray steps() {
        JsonArray steps = new JsonArray();
        sample.steps()
                .forEach(step -> steps.add(new JsonObject()
                        .put("name", step.name())
                        .put("durationSeconds", seconds(step.nanos()))
                        .put("outcome", step.good() ? "success" : "failure")));
        return steps;
    }
}
