package dev.sonde.agent.probe.udp;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.dialogue.Script;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.secret.UnresolvedSecretException;
import org.jspecify.annotations.Nullable;

/** How a check of a UDP port is run. Immutable. */
record UdpProcedure(UdpTarget target) implements Procedure<UdpProcedure.Needs> {
    /** What its runs need. */
    record Needs(Script script, Reach reach, Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation) throws UnresolvedSecretException {
        return new Needs(
                Script.read(target.dialogue(), preparation),
                Reach.of(target.network()),
                Expectations.builder().common(target.expect()).build());
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return Spread.of(target.address().host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new UdpRun(run, target, needs);
    }
}
