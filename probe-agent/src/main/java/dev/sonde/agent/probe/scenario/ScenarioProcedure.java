package dev.sonde.agent.probe.scenario;

import dev.sonde.agent.probe.http.HttpParts;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.Future;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How one scenario is run. */
record ScenarioProcedure(ScenarioTarget target, HttpParts http) implements Procedure<ScenarioProcedure.Needs> {
    /**
     * What its runs need.
     *
     * @param variables there from the start, secrets in their places
     */
    record Needs(List<PreparedStep> steps, Map<String, String> variables) {}

    @Override
    public Needs prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Map.Entry<String, SecretText> variable : target.variables().entrySet()) {
            variables.put(variable.getKey(), preparation.text(variable.getValue()));
        }
        List<PreparedStep> steps = new ArrayList<>();
        for (ScenarioTarget.Step step : target.steps()) {
            try {
                steps.add(PreparedStep.of(step, target, preparation));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("step " + step.name() + ": " + e.getMessage(), e);
            }
        }
        return new Needs(List.copyOf(steps), Map.copyOf(variables));
    }

    @Override
    public Future<?> settle(Needs needs) {
        return http.settle(needs.steps().get(0).part());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new ScenarioRun(run, http, target.cookies(), needs);
    }
}
