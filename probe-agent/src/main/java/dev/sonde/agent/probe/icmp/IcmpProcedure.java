package dev.sonde.agent.probe.icmp;

import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.IcmpTarget;
import org.jspecify.annotations.Nullable;

/**
 * How a check of a machine that echoes is run. Immutable.
 *
 * @param waiting threads on which echoes are awaited
 */
record IcmpProcedure(IcmpTarget target, EchoThreads waiting) implements Procedure<IcmpProcedure.Needs> {
    /** What its runs need. */
    record Needs(Reach reach, EchoRequest.Payload payload) {}

    @Override
    public Needs prepare(Preparation preparation) {
        Echo.prepare();
        byte[] payload = new byte[target.size()];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        return new Needs(Reach.of(target.network()), new EchoRequest.Payload(payload));
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return Spread.of(target.host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new IcmpRun(run, target, needs, waiting);
    }
}
