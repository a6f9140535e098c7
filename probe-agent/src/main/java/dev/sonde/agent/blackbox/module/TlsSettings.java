package dev.sonde.agent.blackbox.module;

import org.jspecify.annotations.Nullable;

/**
 * How the peer is verified and who we are.
 *
 * @param ca PEM with the only trusted roots; null trusts the platform's
 * @param certificate PEM chain shown to the peer; null shows none
 * @param key PEM key of that certificate; null without one
 * @param serverName for SNI and verification; empty takes the target's host
 * @param verify false accepts any certificate
 * @param minVersion {@code TLS10} to {@code TLS13}; empty is the engine's choice
 * @param maxVersion likewise
 */
public record TlsSettings(
        @Nullable Secret ca,
        @Nullable Secret certificate,
        @Nullable Secret key,
        String serverName,
        boolean verify,
        String minVersion,
        String maxVersion) {
    public static final TlsSettings DEFAULT = new TlsSettings(null, null, null, "", true, "", "");
}
