package dev.sonde.collector.api;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.ProblemFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What operators and their orchestrators ask: health, readiness, reload. Workers. */
final class OperatorEndpoints {
    private final Readiness readiness;
    private final Reload reload;

    OperatorEndpoints(Readiness readiness, Reload reload) {
        this.readiness = readiness;
        this.reload = reload;
    }

    Answer healthy(Call call) {
        return Answer.text("healthy");
    }

    Answer ready(Call call) throws Refusal {
        String obstacle = readiness.obstacle();
        if (obstacle != null) {
            throw new Refusal(503, obstacle);
        }
        return Answer.text("ready");
    }

    Answer reload(Call call) throws Refusal {
        try {
            Reload.Reloaded reloaded = reload.reload();
            return Answer.json(new JsonObject()
                    .put("changes", reloaded.changes())
                    .put("warnings", Json.array(reloaded.warnings(), OperatorEndpoints::form)));
        } catch (InvalidConfigException e) {
            JsonArray errors = Json.array(e.problems(), OperatorEndpoints::form);
            throw new Refusal(400, ProblemFormat.lines(e.problems()).strip(), errors);
        }
    }

    /** As {@code validate --format json} prints it. */
    private static JsonObject form(Problem problem) {
        return new JsonObject()
                .put("file", problem.place().file())
                .put("line", problem.place().line())
                .put("column", problem.place().column())
                .put("severity", problem.severity().label())
                .put("message", problem.message())
                .put("expected", problem.expected());
    }
}
