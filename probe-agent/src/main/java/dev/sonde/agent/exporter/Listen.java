package dev.sonde.agent.exporter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param port 0 takes a free one
 * @param certificate PEM chain; null serves clear text
 * @param key PEM key of the certificate; null if there is none
 */
public record Listen(
        String host,
        int port,
        @Nullable Path certificate,
        @Nullable Path key) {
    /** The agent's default. */
    public static final Listen DEFAULT = new Listen("127.0.0.1", 9741, null, null);

    public Listen {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("TLS needs a certificate and its key (expected: both or none)");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
