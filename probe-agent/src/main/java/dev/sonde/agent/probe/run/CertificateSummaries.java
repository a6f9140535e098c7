package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.contract.report.Trail.CertificateSummary;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer's certificate as evidence shows it. Stateless. */
final class CertificateSummaries {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateSummaries() {}

    /** Null if the peer showed none. */
    static @Nullable CertificateSummary of(Dial dial) {
        X509Certificate shown = dial.certificate();
        if (shown == null) {
            return null;
        }
        return new CertificateSummary(
                shown.getSubjectX500Principal().getName(),
                shown.getIssuerX500Principal().getName(),
                names(shown),
                shown.getNotBefore().toInstant(),
                shown.getNotAfter().toInstant(),
                fingerprint(shown),
                dial.tlsVersion().isEmpty() ? "" : "TLS " + dial.tlsVersion(),
                dial.cipherSuite());
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.size() > 1
                            && (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))) {
                        names.add(String.valueOf(name.get(1)));
                        if (names.size() == CertificateSummary.MAX_NAMES) {
                            break;
                        }
                    }
                }
            }
        } catch (CertificateParsingException e) {
            names.add("unreadable: " + e.getMessage());
        }
        return names;
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return "";
        }
    }
}
