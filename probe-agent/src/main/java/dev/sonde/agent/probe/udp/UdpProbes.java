package dev.sonde.agent.probe.udp;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.UdpTarget;

/** Makes the probes of UDP ports on one loop. Belongs to it. */
public final class UdpProbes implements ProtocolProbes<UdpTarget> {
    private final ProbeLoop loop;

    public UdpProbes(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public Probe create(Check check, UdpTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new UdpProcedure(target));
    }
}
