package dev.sonde.agent.probe.run;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/** Says in plain words why a certificate was not accepted. Pure. */
final class CertificateFaults {
    private static final int DEEPEST = 20;

    private CertificateFaults() {}

    static String describe(GeneralSecurityException outermost) {
        String said = "";
        Throwable at = outermost;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at instanceof CertificateExpiredException) {
                return "certificate: expired (" + at.getMessage() + ")";
            }
            if (at instanceof CertificateNotYetValidException) {
                return "certificate: not yet valid (" + at.getMessage() + ")";
            }
            if (at instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.REVOKED) {
                return "certificate: revoked";
            }
            if (at.getMessage() != null) {
                said = at.getMessage();
            }
            at = at.getCause();
        }
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("unable to find valid certification path")
                || lower.contains("path does not chain with any of the trust anchors")) {
            return "certificate: not signed by a trusted authority";
        }
        if (lower.contains("subject alternative") || lower.contains("no name matching")) {
            return "certificate: for another name (" + said + ")";
        }
        return "certificate: " + said;
    }
}
