package dev.sonde.agent.probe.icmp;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.IcmpTarget;

/** Makes the probes of machines that echo, on one loop, and has the threads on which they wait. Belongs to it. */
public final class IcmpProbes implements ProtocolProbes<IcmpTarget> {
    /** Packets awaited at once, over all loops; what would exceed it is the agent's own fault. */
    private static final int MOST_AT_ONCE = 256;

    private final ProbeLoop loop;
    private final EchoThreads waiting;

    public IcmpProbes(ProbeLoop loop) {
        this.loop = loop;
        this.waiting = new EchoThreads(loop, "sonde-icmp", MOST_AT_ONCE);
    }

    @Override
    public Probe create(Check check, IcmpTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new IcmpProcedure(target, waiting));
    }

    @Override
    public void close() {
        waiting.close();
    }
}
