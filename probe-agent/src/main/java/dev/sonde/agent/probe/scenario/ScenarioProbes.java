package dev.sonde.agent.probe.scenario;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.http.HttpParts;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.ScenarioTarget;

/** The scenarios of one event loop, and the client they share. Belongs to its loop. */
public final class ScenarioProbes implements ProtocolProbes<ScenarioTarget> {
    private final ProbeLoop loop;
    private final HttpParts http;

    /** Made on its event loop. */
    public ScenarioProbes(ProbeLoop loop) {
        this.loop = loop;
        this.http = new HttpParts(loop);
    }

    @Override
    public Probe create(Check check, ScenarioTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new ScenarioProcedure(target, http));
    }

    @Override
    public void close() {
        http.close();
    }
}
