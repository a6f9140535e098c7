package dev.sonde.agent.probe.connect;

import dev.sonde.agent.probe.connect.GoodChains.Under;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Has the peers of QUIC connections judged as all others, and keeps why a certificate was not accepted: QUIC's handshake
 * only tells that it was not. Belongs to one event loop, like the keeper behind it.
 */
final class QuicKeeper extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final CertificateKeeper keeper;

    QuicKeeper(CertificateKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            keeper.checkServerTrusted(Under.QUIC, chain, authType, engine);
        } catch (CertificateException e) {
            keeper.refused(e);
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        keeper.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        keeper.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        keeper.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        keeper.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        keeper.checkClientTrusted(chain, authType, engine);
    }

    /** None: a client names no authorities to servers. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE;
    }
}
