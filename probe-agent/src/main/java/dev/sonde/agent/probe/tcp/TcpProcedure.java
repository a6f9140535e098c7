package dev.sonde.agent.probe.tcp;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.dialogue.Script;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a check of a TCP port is run. Immutable. */
record TcpProcedure(TcpTarget target) implements Procedure<TcpProcedure.Needs> {
    /**
     * What its runs need.
     *
     * @param security null if it stays in clear text
     */
    record Needs(Script script, @Nullable Security security, Reach reach, Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return new Needs(
                Script.read(target.dialogue(), preparation),
                security(preparation),
                Reach.of(target.network()),
                Expectations.builder().common(target.expect()).build());
    }

    private @Nullable Security security(Preparation preparation) throws IOException, GeneralSecurityException {
        Tls tls = target.tls();
        return tls == null ? null : preparation.security(tls, target.address().host(), List.of());
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return Spread.of(target.address().host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new TcpRun(run, target, needs);
    }
}
