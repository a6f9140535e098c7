package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.WebsocketTarget;

/** Makes the probes of WebSockets on one loop. Belongs to it. */
public final class WebsocketProbes implements ProtocolProbes<WebsocketTarget> {
    private final ProbeLoop loop;

    public WebsocketProbes(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public Probe create(Check check, WebsocketTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new WebsocketProcedure(target));
    }
}
