package dev.sonde.collector.api;

import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.slo.RuleStatus;
import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.collector.slots.SlotCounts;
import io.vertx.core.json.JsonObject;

/** The objectives and how they stand. Workers. */
final class SloEndpoints {
    private final MetricsSource state;

    SloEndpoints(MetricsSource state) {
        this.state = state;
    }

    Answer list(Call call) {
        return Answer.json(new JsonObject().put("slos", Json.array(state.read().slos(), SloEndpoints::form)));
    }

    Answer one(Call call) throws Refusal {
        String name = call.path("name");
        for (MetricsView.Slo slo : state.read().slos()) {
            if (slo.status().slo().name().equals(name)) {
                return Answer.json(form(slo));
            }
        }
        throw new Refusal(404, "slo: " + name + " (expected: the name of a configured SLO)");
    }

    private static JsonObject form(MetricsView.Slo view) {
        SloStatus status = view.status();
        Slo slo = status.slo();
        return new JsonObject()
                .put("name", slo.name())
                .put("check", slo.check().value())
                .put("service", view.check().service())
                .put("objective", slo.objective().doubleValue())
                .put("threshold", Json.seconds(slo.threshold()))
                .put("window", Json.seconds(slo.window()))
                .put("evaluatedAt", Json.time(status.at()))
                .put("noData", status.noData())
                .put("sli", Json.number(status.sli()))
                .put("coverage", Json.number(status.coverage()))
                .put("budgetRemaining", status.noData() ? null : status.budgetRemaining())
                .put("timeToExhaustion", Json.seconds(status.timeToExhaustion()))
                .put("slots", counts(status.period()))
                .put("burnRates", Json.byWindow(status.burnRates()))
                .put("rules", Json.array(status.rules(), SloEndpoints::rule));
    }

    private static JsonObject counts(SlotCounts counts) {
        return new JsonObject()
                .put("good", counts.good())
                .put("bad", counts.bad())
                .put("unknown", counts.unknown())
                .put("excluded", counts.excluded())
                .put("pending", counts.pending())
                .put("scheduled", counts.scheduled());
    }

    private static JsonObject rule(RuleStatus rule) {
        return new JsonObject()
                .put("severity", rule.rule().severity().label())
                .put("longWindow", Json.seconds(rule.rule().longWindow()))
                .put("shortWindow", Json.seconds(rule.shortWindow()))
                .put("factor", rule.factor().doubleValue())
                .put("on", rule.on())
                .put("firing", rule.state().firing())
                .put("noData", rule.state().noData())
                .put("held", rule.held())
                .put("since", Json.time(rule.state().since()));
    }
}
