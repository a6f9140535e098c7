package dev.sonde.agent.probe.connect;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How the peers of some checks are verified, on one event loop. One object per distinct way, so that Vert.x, which knows
 * it by identity, sets it up once. Made on a worker, used on its loop.
 *
 * <p>Every handshake is a full one. BoringSSL's contexts keep no sessions. The JDK's cannot be told so, and a session
 * may arrive long after its handshake (TLS 1.3 tickets): all known ones are dropped right before each first flight.
 */
public final class TlsProfile {
    private static final String VERIFY_NAME = "HTTPS";

    private final Engines.Tls engine;
    private final boolean verify;
    private final CertificateKeeper keeper;
    private final ClientSSLOptions options;
    private final Map<List<String>, SslContext> contexts = new HashMap<>();

    /**
     * Sets up the TLS contexts, which takes milliseconds: not for event loops.
     *
     * @param judge verifies chains; null accepts every certificate for any name
     * @param protocols the ALPN lists that will be offered; an empty list is without ALPN
     */
    TlsProfile(Engines.Tls engine, @Nullable X509ExtendedTrustManager judge, List<List<String>> protocols)
            throws SSLException {
        this.engine = engine;
        this.verify = judge != null;
        this.keeper = new CertificateKeeper(judge, this);
        this.options = new ClientSSLOptions();
        options.setTrustOptions(TrustOptions.wrap(keeper));
        options.setHostnameVerificationAlgorithm(verify ? VERIFY_NAME : "");
        options.setSslHandshakeTimeout(0); // the run has its own deadline
        for (List<String> offered : protocols) {
            contexts.put(offered, context(offered));
        }
    }

    /** What Vert.x is told; always the same object. */
    public ClientSSLOptions options() {
        return options;
    }

    CertificateKeeper keeper() {
        return keeper;
    }

    /** The context for an ALPN list, made here and now if it was not foreseen. */
    SslContext contextFor(List<String> offered) throws SSLException {
        SslContext present = contexts.get(offered);
        if (present == null) {
            present = context(offered);
            contexts.put(offered, present);
        }
        return present;
    }

    private SslContext context(List<String> offered) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(engine == Engines.Tls.BORINGSSL ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(keeper)
                .endpointIdentificationAlgorithm(verify ? VERIFY_NAME : "");
        if (engine == Engines.Tls.BORINGSSL) {
            // The handshake's work is done on the loop either way; as tasks it only takes longer.
            builder.option(OpenSslContextOption.USE_TASKS, false);
        }
        if (!offered.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    offered));
        }
        SslContext context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return context;
    }

    void reading(@Nullable Dial dial) {
        keeper.reading(dial);
    }

    void forgetSessions() {
        if (engine == Engines.Tls.BORINGSSL) {
            return;
        }
        for (SslContext context : contexts.values()) {
            SSLSessionContext sessions = context.sessionContext();
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    session.invalidate();
                }
            }
        }
    }

    /** Both engines name the server by themselves only if its name has a dot; inside a cluster many have none. */
    static void nameDotlessServer(SSLEngine handshake) {
        String peer = handshake.getPeerHost();
        if (peer == null || peer.isEmpty() || peer.indexOf('.') >= 0 || NetUtil.isValidIpV6Address(peer)) {
            return;
        }
        try {
            SSLParameters parameters = handshake.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(peer)));
            handshake.setSSLParameters(parameters);
        } catch (IllegalArgumentException e) {
            // Not a name that may be sent, such as one with an underscore: the handshake goes on without.
            return;
        }
    }
}
