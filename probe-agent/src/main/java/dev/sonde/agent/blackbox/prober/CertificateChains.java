package dev.sonde.agent.blackbox.prober;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chains that lead from a peer's certificate to a trusted root. Pure. */
final class CertificateChains {
    private static final int LONGEST = 10;
    private static final int MOST_SIGNATURES = 100;

    private final List<X509Certificate> shown;
    private final Collection<X509Certificate> roots;
    private final Deque<X509Certificate> path = new ArrayDeque<>();
    private int signatures;
    private @Nullable Instant last;

    private CertificateChains(List<X509Certificate> shown, Collection<X509Certificate> roots) {
        this.shown = shown;
        this.roots = roots;
    }

    /** When the longest-lived chain ends, each at its own first end; null if none leads to a root. */
    static @Nullable Instant lastExpiry(List<X509Certificate> shown, Collection<X509Certificate> roots) {
        CertificateChains chains = new CertificateChains(shown, roots);
        X509Certificate own = shown.get(0);
        chains.follow(own, own.getNotAfter().toInstant());
        return chains.last;
    }

    private void follow(X509Certificate at, Instant until) {
        if (roots.contains(at)) {
            last = last == null || until.isAfter(last) ? until : last;
            return;
        }
        if (path.size() >= LONGEST || path.contains(at)) {
            return;
        }
        path.push(at);
        for (X509Certificate root : roots) {
            if (signed(root, at)) {
                Instant end = earlier(until, root);
                last = last == null || end.isAfter(last) ? end : last;
            }
        }
        for (X509Certificate next : shown) {
            if (!next.equals(at) && signed(next, at)) {
                follow(next, earlier(until, next));
            }
        }
        path.pop();
    }

    private static Instant earlier(Instant until, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        return end.isBefore(until) ? end : until;
    }

    private boolean signed(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())
                || ++signatures > MOST_SIGNATURES) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was parsed cannot be encoded", e);
        }
    }
}
