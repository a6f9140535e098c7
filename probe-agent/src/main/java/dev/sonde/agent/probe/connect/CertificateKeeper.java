package dev.sonde.agent.probe.connect;

import dev.sonde.agent.probe.connect.GoodChains.Under;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the certificate a peer shows before it is judged, because a handshake that fails leaves no trace of it. The
 * judgement is the real trust manager's, and a good one holds for some minutes. Belongs to one event loop: handshakes run
 * there, tasks included.
 */
final class CertificateKeeper extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    /** Whether the platform was told to ask for revocations or for missing issuers: what others say may change at any time. */
    private static final boolean ASKS_OTHERS = Boolean.getBoolean("com.sun.net.ssl.checkRevocation")
            || Boolean.getBoolean("com.sun.security.enableAIAcaIssuers");

    private final @Nullable X509ExtendedTrustManager judge;
    private final TlsProfile profile;
    private final GoodChains good = new GoodChains(System::currentTimeMillis);
    private @Nullable Dial reading;

    /** @param judge null accepts every certificate */
    CertificateKeeper(@Nullable X509ExtendedTrustManager judge, TlsProfile profile) {
        this.judge = judge;
        this.profile = profile;
    }

    TlsProfile profile() {
        return profile;
    }

    /**
     * From now on certificates belong to this dial's peer; null when its bytes have been handled. Handshakes go on only
     * while bytes are read, tasks included, so this is all it takes; the engine that is handed in here may be another
     * than the TLS handler's.
     */
    void reading(@Nullable Dial dial) {
        reading = dial;
    }

    /** The certificate that was judged last was not accepted; for handshakes that do not tell why they failed. */
    void refused(CertificateException why) {
        if (reading != null) {
            reading.broken(why);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(Under.TCP, chain, authType, engine);
    }

    void checkServerTrusted(Under under, X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (reading != null && chain.length > 0) {
            reading.shown(chain);
        }
        if (judge != null) {
            judge(judge, under, chain, authType, engine);
        }
    }

    private void judge(
            X509ExtendedTrustManager judge, Under under, X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        SSLSession handshake = engine.getHandshakeSession();
        if (ASKS_OTHERS || handshake == null || chain.length == 0) {
            judge.checkServerTrusted(chain, authType, engine);
            return;
        }
        good.check(
                handshake.getPeerHost(),
                under,
                handshake.getProtocol(),
                authType,
                chain,
                () -> judge.checkServerTrusted(chain, authType, engine));
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
