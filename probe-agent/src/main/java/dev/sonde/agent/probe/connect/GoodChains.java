package dev.sonde.agent.probe.connect;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judgements by which chains of certificates were good for a peer, of one trust manager. A peer shows the same chain in
 * each handshake, and to verify it anew in Java takes more than a third of a probe's CPU, in the time of the target.
 *
 * <p>A judgement rests on what is shown, for whom, the roots, and time. The first two are its key, every byte of the chain; the
 * roots are the trust manager's and never change; the dates of every certificate are looked at at each use. For what else
 * may depend on time, such as algorithms that the platform accepts until some day, it is forgotten after {@link #LIFETIME_MILLIS}.
 * What was refused is never in here: it is judged, and told, each time.
 *
 * <p>Belongs to one event loop.
 */
final class GoodChains {
    static final long LIFETIME_MILLIS = TimeUnit.MINUTES.toMillis(5);

    /** Some 300 bytes each. When it is full the others are judged each time: none drives out another before its time. */
    static final int MOST = 4096;

    private final LongSupplier wallMillis;
    private final MessageDigest hash;
    private final Map<Shown, Good> newestLast = new LinkedHashMap<>();

    /** @param wallMillis the time of day, as certificates are dated */
    GoodChains(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
        try {
            this.hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java platform without SHA-256", e);
        }
    }

    /** Says by exception that a chain is not good. */
    interface Judge {
        void check() throws CertificateException;
    }

    /** Under what the handshake is made. Judges ask its engine, and that of QUIC tells them less, so they ask for less. */
    enum Under {
        TCP,
        QUIC
    }

    /**
     * What was shown to whom.
     *
     * @param peer whom the chain must be for
     * @param under and
     * @param protocol and
     * @param keyExchange decide what the certificate's key must be good for
     * @param chain its digest
     */
    private record Shown(
            @Nullable String peer, Under under, @Nullable String protocol, String keyExchange, ByteBuffer chain) {}

    /** When a good judgement was made and the time in which every certificate is valid, in milliseconds of the clock. */
    private record Good(long judged, long from, long until) {
        boolean isFresh(long now) {
            return now >= judged && now - judged < LIFETIME_MILLIS;
        }

        boolean holds(long now) {
            return isFresh(now) && now >= from && now <= until;
        }
    }

    /**
     * Has the chain judged, unless it was found good and still is.
     *
     * @param peer whom it must be for
     * @param protocol the version of TLS; null where the engine does not know it yet, as with QUIC
     * @param keyExchange as trust managers are told it
     * @param judge asked, or not
     */
    void check(
            @Nullable String peer,
            Under under,
            @Nullable String protocol,
            String keyExchange,
            X509Certificate[] chain,
            Judge judge)
            throws CertificateException {
        Shown shown = new Shown(peer, under, protocol, keyExchange, digest(chain));
        long now = wallMillis.getAsLong();
        Good good = newestLast.get(shown);
        if (good == null || !good.holds(now)) {
            judge.check();
            remember(shown, chain, now);
        }
    }

    private ByteBuffer digest(X509Certificate[] chain) throws CertificateEncodingException {
        hash.reset(); // of what came before a certificate that could not be read
        for (X509Certificate certificate : chain) {
            byte[] bytes = certificate.getEncoded();
            // The length too, or two chains could run together to the same bytes.
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            hash.update(bytes);
        }
        return ByteBuffer.wrap(hash.digest());
    }

    private void remember(Shown shown, X509Certificate[] chain, long now) {
        newestLast.remove(shown);
        forgetOld(now);
        if (newestLast.size() == MOST) {
            return;
        }
        long from = Long.MIN_VALUE;
        long until = Long.MAX_VALUE;
        for (X509Certificate certificate : chain) {
            from = Math.max(from, certificate.getNotBefore().toInstant().toEpochMilli());
            until = Math.min(until, certificate.getNotAfter().toInstant().toEpochMilli());
        }
        newestLast.put(shown, new Good(now, from, until));
    }

    private void forgetOld(long now) {
        Iterator<Good> goods = newestLast.values().iterator();
        while (goods.hasNext() && !goods.next().isFresh(now)) {
            goods.remove();
        }
    }
}
