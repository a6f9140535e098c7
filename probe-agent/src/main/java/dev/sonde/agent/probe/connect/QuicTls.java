package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of a {@link TlsProfile} that QUIC needs, whose handshakes are done by a BoringSSL of its own, always in TLS 1.3.
 * Every handshake is a full one, without early data. Made on a worker, used on its loop.
 */
final class QuicTls {
    private final TlsDemand demand;
    private final CertificateKeeper keeper;
    private final Map<List<String>, QuicSslContext> contexts = new ConcurrentHashMap<>();

    QuicTls(TlsDemand demand, CertificateKeeper keeper) {
        this.demand = demand;
        this.keeper = keeper;
    }

    /** Sets up the context for this ALPN list, which takes milliseconds: not for event loops. */
    void prepare(List<String> offered) {
        contextFor(offered);
    }

    private QuicSslContext contextFor(List<String> offered) {
        QuicSslContext present = contexts.get(offered);
        if (present == null) {
            present = context(offered);
            contexts.put(List.copyOf(offered), present);
        }
        return present;
    }

    private QuicSslContext context(List<String> offered) {
        QuicSslContextBuilder builder = QuicSslContextBuilder.forClient()
                .trustManager(new QuicKeeper(keeper))
                .endpointIdentificationAlgorithm(demand.roots() == null ? "" : TlsProfile.VERIFY_NAME)
                .applicationProtocols(offered.toArray(String[]::new))
                .earlyData(false)
                .sessionCacheSize(0);
        ClientKeys.Identity identity = demand.identity();
        if (identity != null) {
            builder.keyManager(identity.key(), null, identity.chain().toArray(X509Certificate[]::new));
        }
        return builder.build();
    }

    /**
     * What secures one connection.
     *
     * @param peerName sent as server name, if it has a dot, and verified; an address is only verified
     */
    QuicSslEngine engine(ByteBufAllocator buffers, String peerName, int port, List<String> offered) {
        return contextFor(offered).newEngine(buffers, peerName, port);
    }
}
