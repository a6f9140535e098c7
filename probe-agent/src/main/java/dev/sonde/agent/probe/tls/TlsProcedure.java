package dev.sonde.agent.probe.tls;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.TlsTarget;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** How a check of a TLS port is run. Immutable. */
record TlsProcedure(TlsTarget target) implements Procedure<TlsProcedure.Needs> {
    /** What its runs need. */
    record Needs(Security security, Reach reach, Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation) throws IOException, GeneralSecurityException {
        return new Needs(
                preparation.security(target.tls(), target.address().host(), target.alpn()),
                Reach.of(target.network()),
                Expectations.builder().common(target.expect()).build());
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return Spread.of(target.address().host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new TlsRun(run, target, needs);
    }
}
