package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * How a TLS connection is made and its peer verified. Files are PEM, on the agent's machine, and read by the agent.
 * Immutable.
 *
 * @param caFile the only trusted roots; null trusts the platform's
 * @param certFile the client's own certificate, its chain behind it; null sends none
 * @param keyFile the private key of {@code certFile}; there exactly if that is
 * @param serverName name for SNI and verification; null takes the host that is dialled
 * @param verify false accepts any certificate, and still reports its expiry
 * @param minVersion the oldest version offered
 * @param maxVersion the newest version offered, not older than the oldest; null sets no bound
 */
public record Tls(
        @Nullable String caFile,
        @Nullable String certFile,
        @Nullable String keyFile,
        @Nullable String serverName,
        boolean verify,
        TlsVersion minVersion,
        @Nullable TlsVersion maxVersion) {
    public static final TlsVersion DEFAULT_MIN_VERSION = TlsVersion.TLS_1_2;
    public static final Tls DEFAULT = new Tls(null, null, true);

    public Tls {
        if ((certFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException((certFile == null ? "key" : "certificate")
                    + " file alone (expected: certificate and key, or neither)");
        }
        if (maxVersion != null && maxVersion.compareTo(minVersion) < 0) {
            throw new IllegalArgumentException("newest TLS version: " + maxVersion.label() + " (expected: at least "
                    + minVersion.label() + ", the oldest)");
        }
    }

    /** Without a certificate of the client's own, in the usual versions. */
    public Tls(@Nullable String caFile, @Nullable String serverName, boolean verify) {
        this(caFile, null, null, serverName, verify, DEFAULT_MIN_VERSION, null);
    }
}
