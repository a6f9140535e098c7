package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * How the peers of some checks are verified, and what we show them, on one event loop. One object per distinct way, so that Vert.x, which knows
 * it by identity, sets it up once. Made on a worker, used on its loop.
 *
 * <p>Every handshake is a full one. BoringSSL's contexts keep no sessions. The JDK's cannot be told so, and a session
 * may arrive long after its handshake (TLS 1.3 tickets): all known ones are dropped right before each first flight.
 */
public final class TlsProfile {
    static final String VERIFY_NAME = "HTTPS";

    /**
     * The groups of BoringSSL's key exchange, as the JDK has them; a key of the first is made for each handshake. Netty would
     * put a post-quantum hybrid before them, whose key alone costs an eighth of a probe, and the target more if it takes it.
     */
    private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1"};

    /** The platform's own way to ask for others; Netty knows it too. */
    private static final String OTHER_GROUPS = "jdk.tls.namedGroups";

    private final Engines.Tls engine;
    private final TlsDemand demand;
    private final CertificateKeeper keeper;
    private final ClientSSLOptions options;
    private final QuicTls quic;
    private final Map<List<String>, SslContext> contexts = new ConcurrentHashMap<>();

    TlsProfile(Engines.Tls engine, TlsDemand demand) {
        this.engine = engine;
        this.demand = demand;
        this.keeper = new CertificateKeeper(
                demand.roots() == null ? null : demand.roots().judge(), this);
        this.quic = new QuicTls(demand, keeper);
        this.options = new ClientSSLOptions();
        options.setTrustOptions(TrustOptions.wrap(keeper));
        options.setHostnameVerificationAlgorithm(verifyName());
        options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(demand.versions()));
        options.setSslHandshakeTimeout(0); // the run has its own deadline
    }

    private String verifyName() {
        return demand.roots() == null ? "" : VERIFY_NAME;
    }

    /**
     * Sets up the TLS contexts for these ALPN lists, which takes milliseconds: not for event loops.
     *
     * @param offers an empty list is without ALPN
     */
    void prepare(List<List<String>> offers) throws SSLException {
        for (List<String> offered : offers) {
            contextFor(offered);
        }
    }

    /** What Vert.x is told; always the same object. */
    public ClientSSLOptions options() {
        return options;
    }

    /** The same for QUIC. */
    QuicTls quic() {
        return quic;
    }

    CertificateKeeper keeper() {
        return keeper;
    }

    /** The context for an ALPN list, made here and now if it was not foreseen. */
    SslContext contextFor(List<String> offered) throws SSLException {
        SslContext present = contexts.get(offered);
        if (present == null) {
            present = context(offered);
            contexts.put(List.copyOf(offered), present);
        }
        return present;
    }

    private SslContext context(List<String> offered) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(engine == Engines.Tls.BORINGSSL ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(keeper)
                .endpointIdentificationAlgorithm(verifyName())
                .protocols(demand.versions());
        ClientKeys.Identity identity = demand.identity();
        if (identity != null) {
            builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
        }
        if (engine == Engines.Tls.BORINGSSL) {
            // The handshake's work is done on the loop either way; as tasks it only takes longer.
            builder.option(OpenSslContextOption.USE_TASKS, false);
            if (System.getProperty(OTHER_GROUPS) == null) {
                builder.option(OpenSslContextOption.GROUPS, GROUPS.clone());
            }
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

    /**
     * What secures one connection with a peer, for its pipeline.
     *
     * @param peerName sent as server name and verified; an address is only verified
     */
    SslHandler handler(ByteBufAllocator buffers, String peerName, int port, List<String> offered) throws SSLException {
        SslHandler handler = contextFor(offered).newHandler(buffers, peerName, port);
        handler.setHandshakeTimeoutMillis(0); // the run has its own deadline
        handler.setCloseNotifyFlushTimeoutMillis(0);
        return handler;
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
