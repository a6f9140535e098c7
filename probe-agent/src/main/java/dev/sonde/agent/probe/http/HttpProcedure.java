package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * How one HTTP check is run.
 *
 * @param client the loop's
 * @param tokens the check's own; null if it needs none
 * @param agreement likewise; null where the version is known beforehand
 * @param kept likewise; null if each run has a connection of its own
 * @param laterTls null if TLS is there from the start, or never needed
 * @param usualHeaders of every request whose check says nothing about them; shared
 * @param http3 the loop's; null rehearses nothing
 */
record HttpProcedure(
        HttpTarget target,
        LoopClient client,
        @Nullable Tokens tokens,
        @Nullable Agreement agreement,
        @Nullable KeptLine kept,
        @Nullable LaterTls laterTls,
        MultiMap usualHeaders,
        @Nullable Http3Rehearsal http3)
        implements Procedure<HttpNeeds> {
    @Override
    public HttpNeeds prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return HttpNeeds.read(target, preparation, usualHeaders, laterTls != null);
    }

    /**
     * Lets Vert.x set up a TLS profile before a run has to wait for it: by a dial that is aborted before it is begun, so
     * nothing leaves this process. HTTP/3 is rehearsed.
     */
    @Override
    public Future<?> settle(HttpNeeds needs) {
        if (target.version() != Version.HTTP_3) {
            return Future.join(freshen(needs), client.settle(target, needs));
        }
        return http3 == null ? freshen(needs) : Future.join(freshen(needs), http3.once());
    }

    @Override
    public Future<HttpNeeds> freshen(HttpNeeds needs) {
        TokenDemand demand = needs.tokenDemand();
        return demand == null || tokens == null
                ? Future.succeededFuture(needs)
                : tokens.token(demand).map(needs::with);
    }

    @Override
    public @Nullable Spread spread(HttpNeeds needs) {
        return needs.proxy() == null ? Spread.of(needs.request().url().host(), needs.reach(), target.network()) : null;
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public ProtocolRun begin(Run run, HttpNeeds needs) {
        return new HttpRun(run, client.client(), target, needs, tokens, agreement, kept, laterTls);
    }
}
