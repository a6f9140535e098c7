package dev.sonde.agent;

import dev.sonde.agent.telemetry.DiskTrouble;
import dev.sonde.agent.uplink.Uplink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How an agent reaches its collector. Immutable.
 *
 * @param collector base URL, {@code http} or {@code https}, without a slash at the end
 * @param token gives the bearer token; called on workers, for every request, so that a rotated one is seen. Its failure's
 *     message is shown to the user
 * @param ca PEM file with the roots to trust; null trusts the platform's
 */
public record CollectorAccess(
        URI collector, Callable<String> token, @Nullable Path ca) {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    public CollectorAccess {
        String scheme = collector.getScheme();
        if (collector.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "collector: " + collector + " (expected: a URL such as https://sonde.example:9740)");
        }
        String text = collector.toString();
        collector = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /** The token that a file holds; spaces and line ends around it do not count. */
    public static Callable<String> tokenIn(Path file) {
        return () -> {
            try {
                String token = Files.readString(file).strip();
                if (token.isEmpty()) {
                    throw new IllegalStateException("token file " + file + " is empty (expected: a token)");
                }
                if (!token.chars().allMatch(letter -> letter > ' ' && letter <= '~')) {
                    throw new IllegalStateException("token file " + file
                            + " holds more than a token (expected: one word of printable ASCII characters)");
                }
                return token;
            } catch (IOException e) {
                throw new IllegalStateException(
                        "token file " + file + ": " + DiskTrouble.reason(e) + " (expected: a readable file)", e);
            }
        };
    }

    /** Whether the token would cross a network in clear text. */
    boolean tellsTheTokenToTheNetwork() {
        String host = collector.getHost();
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return "http".equals(collector.getScheme()) && !loopback;
    }

    Future<String> token(Vertx vertx) {
        return vertx.executeBlocking(token, false);
    }

    Uplink uplink(Vertx vertx) {
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout((int) CONNECT_WITHIN.toMillis());
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        }
        return new Uplink(vertx, options, Uplink.IDLE);
    }
}
