package dev.sonde.collector.api;

import dev.sonde.collector.fleet.TokenHash;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and with what. Immutable.
 *
 * @param host address or name to bind
 * @param port 0 takes a free one
 * @param tls null serves clear text
 * @param apiToken lets POSTs in that are not from loopback; null lets in none
 */
public record ApiOptions(
        String host, int port, @Nullable Tls tls, @Nullable TokenHash apiToken) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 9740;

    /** Clear text on loopback at the customary port. */
    public static final ApiOptions DEFAULT = new ApiOptions(DEFAULT_HOST, DEFAULT_PORT, null, null);

    /** PEM files; read when the server starts and at each {@link ApiServer#renewCertificate}. */
    public record Tls(Path certificate, Path key) {}
}
