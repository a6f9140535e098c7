package dev.sonde.collector;

import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a collector is set up, whatever its configuration says. Immutable.
 *
 * @param data directory that it keeps to itself; made if it is not there
 * @param host address or name to listen on
 * @param port 0 takes a free one
 * @param tls null serves clear text
 * @param apiToken lets POSTs in that are not from loopback; null lets in none
 * @param link how people reach this collector, for links in messages; null writes none
 * @param secrets resolves what receivers refer to
 * @param fence which addresses receivers may have
 * @param version of the build, for people
 */
public record CollectorOptions(
        Path data,
        String host,
        int port,
        @Nullable Tls tls,
        @Nullable TokenHash apiToken,
        @Nullable URI link,
        SecretResolver secrets,
        AddressFence fence,
        String version) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 9740;

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}
}
