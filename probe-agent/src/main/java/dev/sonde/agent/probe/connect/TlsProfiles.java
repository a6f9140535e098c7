package dev.sonde.agent.probe.connect;

import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS profiles of one event loop, one per distinct set of trusted roots, and the engine that Vert.x asks for their
 * contexts. Holds as many as Vert.x itself remembers. Any thread may ask, one at a time.
 */
public final class TlsProfiles {
    /** Vert.x keeps so many TLS configurations per client; one more and the oldest is set up again when next used. */
    static final int MOST = 64;

    private final Engines.Tls engine;
    private final List<List<String>> protocols;
    private final Map<String, TlsProfile> byTrust = new LinkedHashMap<>(16, 0.75f, true);

    /** @param protocols the ALPN lists that the loop's client offers; an empty list is without ALPN */
    public TlsProfiles(Engines.Tls engine, List<List<String>> protocols) {
        this.engine = engine;
        this.protocols = List.copyOf(protocols);
    }

    /**
     * The profile for these roots. May set it up, which takes milliseconds: not for event loops.
     *
     * @param roots null accepts every certificate
     */
    public synchronized TlsProfile profile(TrustStore.@Nullable Roots roots) throws SSLException {
        String key = roots == null ? "" : roots.identity();
        TlsProfile present = byTrust.get(key);
        if (present == null) {
            present = new TlsProfile(engine, roots == null ? null : roots.judge(), protocols);
            byTrust.put(key, present);
            dropEldest();
        }
        return present;
    }

    private void dropEldest() {
        Iterator<TlsProfile> eldest = byTrust.values().iterator();
        if (byTrust.size() > MOST && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    /** What the loop's Vert.x client is built with. */
    public SSLEngineOptions engineOptions() {
        return new ProfileEngine();
    }

    /** Answers Vert.x, which knows a profile only by its trust manager. */
    private static final class ProfileEngine extends SSLEngineOptions {
        @Override
        public SSLEngineOptions copy() {
            return this;
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return new ProfileContexts();
        }
    }

    private static final class ProfileContexts implements SslContextFactory {
        private @Nullable TrustManagerFactory trust;
        private List<String> offered = List.of();

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory factory) {
            trust = factory;
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(@Nullable List<String> protocols) {
            offered = protocols == null ? List.of() : protocols;
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            if (trust != null) {
                for (TrustManager manager : trust.getTrustManagers()) {
                    if (manager instanceof CertificateKeeper keeper) {
                        return keeper.profile().contextFor(offered);
                    }
                }
            }
            throw new SSLException("the client of the probes was asked to connect without a TLS profile");
        }
    }
}
