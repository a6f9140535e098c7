package dev.sonde.agent.probe.dns;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.DnsTarget;

/** Makes the probes of name servers on one loop. Belongs to it. */
public final class DnsProbes implements ProtocolProbes<DnsTarget> {
    private final ProbeLoop loop;

    public DnsProbes(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public Probe create(Check check, DnsTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new DnsProcedure(target));
    }
}
