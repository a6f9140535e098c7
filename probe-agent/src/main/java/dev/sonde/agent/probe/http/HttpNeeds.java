package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.ProxyRoute;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a check need and what blocks to get: secrets in their places, trusted roots, compiled expectations.
 * Immutable.
 *
 * @param request the first
 * @param tls null if no run can need it, or none was led to it yet
 * @param reach which addresses are dialled, at every hop
 * @param proxy what is dialled in place of every hop; null goes there directly
 * @param tokenDemand null if no token is needed
 * @param token the one to use; null before it was drawn
 */
record HttpNeeds(
        Request request,
        @Nullable TlsProfile tls,
        Reach reach,
        @Nullable ProxyRoute proxy,
        @Nullable TokenDemand tokenDemand,
        @Nullable Token token,
        Expectations expectations) {
    /** Reads what the target refers to. Blocks: not for event loops. */
    static HttpNeeds read(HttpTarget target, Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return read(target, preparation, null, false);
    }

    /**
     * @param usualHeaders of requests whose checks say nothing about them, to be shared; may be null
     * @param tlsLater whether TLS is left to {@link LaterTls}
     */
    static HttpNeeds read(HttpTarget target, Preparation preparation, @Nullable MultiMap usualHeaders, boolean tlsLater)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        Expectations expectations = Expectations.of(target.expect());
        Request request = FirstRequest.of(target, preparation, usualHeaders);
        return new HttpNeeds(
                request,
                tlsLater ? null : tls(target, request.url(), preparation),
                Reach.of(target.network()),
                preparation.proxy(target.proxy()),
                target.auth() instanceof Auth.OAuth2 auth ? TokenDemand.of(auth, target.tls(), preparation) : null,
                null,
                expectations);
    }

    /** Whether a connection made by these needs is as good as one made by others. */
    boolean reachesAlike(HttpNeeds other) {
        return tls == other.tls && reach.equals(other.reach) && Objects.equals(proxy, other.proxy);
    }

    /** The same with TLS. */
    HttpNeeds with(TlsProfile loaded) {
        return new HttpNeeds(request, loaded, reach, proxy, tokenDemand, token, expectations);
    }

    /** The same with a token. */
    HttpNeeds with(Token drawn) {
        return new HttpNeeds(request, tls, reach, proxy, tokenDemand, drawn, expectations);
    }

    private static @Nullable TlsProfile tls(HttpTarget target, Url url, Preparation preparation)
            throws IOException, GeneralSecurityException {
        if (!url.secure() && !target.redirects().follow()) {
            return null;
        }
        return target.version() == Version.HTTP_3
                ? preparation.quic(target.tls(), Http3Line.OFFER)
                : preparation.tls(target.tls(), HttpProbes.OFFERS);
    }

    /** The same with another request and other expectations. */
    HttpNeeds with(Request other, Expectations others) {
        return new HttpNeeds(other, tls, reach, proxy, tokenDemand, token, others);
    }
}
