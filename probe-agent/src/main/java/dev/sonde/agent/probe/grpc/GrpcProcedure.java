package dev.sonde.agent.probe.grpc;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a check of a gRPC server is run. Immutable. */
record GrpcProcedure(GrpcTarget target, HttpClientAgent client) implements Procedure<GrpcProcedure.Needs> {
    private static final List<List<String>> OFFERS = List.of(List.of("h2"));

    /**
     * What its runs need.
     *
     * @param tls null for clear text
     * @param metadata with its secrets in place; read only
     */
    record Needs(@Nullable TlsProfile tls, Reach reach, MultiMap metadata, Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return new Needs(
                target.tls() == null ? null : preparation.tls(target.tls(), OFFERS),
                Reach.of(target.network()),
                metadata(preparation),
                Expectations.builder().common(target.expect()).build());
    }

    private MultiMap metadata(Preparation preparation) throws UnresolvedSecretException {
        MultiMap metadata = HttpHeaders.headers();
        for (Header each : target.metadata()) {
            String value = Preparation.onOneLine("metadata " + each.name(), preparation.text(each.value()));
            metadata.add(each.name().toLowerCase(Locale.ROOT), value);
        }
        metadata.set("content-type", "application/grpc");
        metadata.set("te", "trailers");
        if (!metadata.contains("user-agent")) {
            metadata.set("user-agent", preparation.settings().userAgent());
        }
        return metadata;
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return Spread.of(target.address().host(), needs.reach(), target.network());
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new GrpcRun(run, target, needs, client);
    }
}
