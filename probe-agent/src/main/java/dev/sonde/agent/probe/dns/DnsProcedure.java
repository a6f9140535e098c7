package dev.sonde.agent.probe.dns;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.DnsTarget;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a check of a name server is run. Immutable. */
record DnsProcedure(DnsTarget target) implements Procedure<DnsProcedure.Needs> {
    /**
     * What its runs need.
     *
     * @param tls null if the server is not asked by TLS
     * @param judge of response code and records
     * @param expectations of connection and time
     */
    record Needs(@Nullable TlsProfile tls, Reach reach, DnsJudge judge, Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation) throws IOException, GeneralSecurityException {
        // A name that cannot be asked for shall show here, not in a run.
        byte[] ignored = DnsRun.query(0, target);
        return new Needs(
                target.tls() == null ? null : preparation.tls(target.tls(), List.of(List.of())),
                Reach.of(target.network()),
                DnsJudge.of(target.expect()),
                Expectations.builder().common(target.expect().common()).build());
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return target.server() == null ? null : Spread.of(target.server().host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new DnsRun(run, target, needs);
    }
}
