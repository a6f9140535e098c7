package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.dialogue.Script;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Procedure;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.ProxyRoute;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Spread;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a check of a WebSocket is run. Immutable. */
record WebsocketProcedure(WebsocketTarget target) implements Procedure<WebsocketProcedure.Needs> {
    /**
     * What its runs need.
     *
     * @param headers of the upgrade request, secrets in place; nobody may change them
     * @param proxy dialled in place of the peer; null goes there directly
     * @param security null for clear text
     */
    record Needs(
            HttpHeaders headers,
            Script script,
            @Nullable ProxyRoute proxy,
            @Nullable Security security,
            Reach reach,
            Expectations expectations) {}

    @Override
    public Needs prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return new Needs(
                headers(preparation),
                Script.read(target.dialogue(), preparation),
                preparation.proxy(target.proxy()),
                security(preparation),
                Reach.of(target.network()),
                Expectations.builder().common(target.expect()).build());
    }

    private HttpHeaders headers(Preparation preparation) throws UnresolvedSecretException {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (Header header : target.headers()) {
            headers.add(header.name(), preparation.header(header));
        }
        Auth auth = target.auth();
        if (auth instanceof Auth.Basic basic) {
            headers.set(
                    HttpHeaderNames.AUTHORIZATION,
                    preparation.basic(preparation.text(basic.username()), preparation.text(basic.password())));
        } else if (auth instanceof Auth.Bearer bearer) {
            String token = preparation.header(new Header("Authorization", bearer.token()));
            preparation.mask(token);
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        }
        if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
            headers.set(HttpHeaderNames.USER_AGENT, preparation.settings().userAgent());
        }
        return headers;
    }

    private @Nullable Security security(Preparation preparation) throws IOException, GeneralSecurityException {
        return target.secure()
                ? preparation.security(target.tls(), target.endpoint().host(), List.of())
                : null;
    }

    @Override
    public @Nullable Spread spread(Needs needs) {
        return needs.proxy() == null ? Spread.of(target.endpoint().host(), needs.reach(), target.network()) : null;
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new WebsocketRun(run, target, needs);
    }
}
