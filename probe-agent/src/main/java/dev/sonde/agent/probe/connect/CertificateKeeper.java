package dev.sonde.agent.probe.connect;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the certificate a peer shows before it is judged, because a handshake that fails leaves no trace of it. The
 * judgement is the real trust manager's. Belongs to one event loop: handshakes run there, tasks included.
 */
final class CertificateKeeper extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final @Nullable X509ExtendedTrustManager judge;
    private final TlsProfile profile;
    private final IdentityHashMap<SSLEngine, Dial> handshakes = new IdentityHashMap<>();

    /** @param judge null accepts every certificate */
    CertificateKeeper(@Nullable X509ExtendedTrustManager judge, TlsProfile profile) {
        this.judge = judge;
        this.profile = profile;
    }

    TlsProfile profile() {
        return profile;
    }

    void begin(SSLEngine engine, Dial dial) {
        handshakes.put(engine, dial);
    }

    void end(SSLEngine engine) {
        handshakes.remove(engine);
    }

    int handshakes() {
        return handshakes.size();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        Dial dial = handshakes.get(engine);
        if (dial != null && chain.length > 0) {
            dial.shown(chain[0]);
        }
        if (judge != null) {
            judge.checkServerTrusted(chain, authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw unexpected();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw unexpected();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw unexpected();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw unexpected();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw unexpected();
    }

    private static CertificateException unexpected() {
        return new CertificateException("only servers are verified, and with their engine");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge == null ? NONE : judge.getAcceptedIssuers();
    }
}
