package dev.sonde.agent.probe.tls;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.TlsTarget;

/** Makes the probes of TLS ports on one loop. Belongs to it. */
public final class TlsProbes implements ProtocolProbes<TlsTarget> {
    private final ProbeLoop loop;

    public TlsProbes(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public Probe create(Check check, TlsTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new TlsProcedure(target));
    }
}
