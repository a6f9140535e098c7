package dev.sonde.agent.probe.tcp;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.TcpTarget;

/** Makes the probes of TCP ports on one loop. Belongs to it. */
public final class TcpProbes implements ProtocolProbes<TcpTarget> {
    private final ProbeLoop loop;

    public TcpProbes(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public Probe create(Check check, TcpTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new TcpProcedure(target));
    }
}
