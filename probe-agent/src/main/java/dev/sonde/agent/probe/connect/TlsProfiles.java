package dev.sonde.agent.probe.connect;

import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS profiles of one event loop, one per distinct demand, and the engine that Vert.x asks for their contexts. Holds as many as Vert.x itself remembers. Any thread may ask, one at a time.
 */
public final class TlsProfiles {
    /** Vert.x keeps so many TLS configurations per client; one more and the oldest is set up again when next used. */
    static final int MOST = 64;

    private final Engines.Tls engine;
    private final QuicLibrary quic;
    private final Map<String, TlsProfile> byDemand = new LinkedHashMap<>(16, 0.75f, true);

    public TlsProfiles(Engines.Tls engine, QuicLibrary quic) {
        this.engine = engine;
        this.quic = quic;
    }

    /**
     * The profile for this demand. May set it up, which takes milliseconds: not for event loops.
     *
     * @param offers the ALPN lists that will be offered, set up in advance; an empty list is without ALPN
     */
    public synchronized TlsProfile profile(TlsDemand demand, List<List<String>> offers) throws SSLException {
        TlsProfile profile = profile(demand);
        profile.prepare(offers);
        return remember(demand, profile);
    }

    /**
     * The same for QUIC.
     *
     * @param offered the ALPN list that will be offered, set up in advance
     * @throws IOException with a message for people if QUIC is not there
     */
    public synchronized TlsProfile quicProfile(TlsDemand demand, List<String> offered) throws IOException {
        quic.demand();
        TlsProfile profile = profile(demand);
        profile.quic().prepare(offered);
        return remember(demand, profile);
    }

    private TlsProfile profile(TlsDemand demand) {
        TlsProfile known = byDemand.get(demand.key());
        return known == null ? new TlsProfile(engine, demand) : known;
    }

    private TlsProfile remember(TlsDemand demand, TlsProfile profile) {
        if (byDemand.put(demand.key(), profile) == null) {
            dropEldest();
        }
        return profile;
    }

    private void dropEldest() {
        Iterator<TlsProfile> eldest = byDemand.values().iterator();
        if (byDemand.size() > MOST && eldest.hasNext()) {
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
