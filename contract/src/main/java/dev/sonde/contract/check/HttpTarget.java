package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP or HTTPS endpoint and what is expected of its answer. Immutable.
 *
 * @param url absolute, scheme http or https
 * @param headers in the order written; values may name secrets
 * @param body sent as UTF-8; null sends none
 * @param version which HTTP is spoken
 * @param redirects whether and how far redirects are followed
 * @param tls how the peer is verified
 * @param maxBodyBytes a longer response body fails with too_large
 */
public record HttpTarget(
        URI url,
        String method,
        List<Header> headers,
        @Nullable SecretText body,
        Version version,
        Redirects redirects,
        Tls tls,
        long maxBodyBytes,
        HttpExpectation expect)
        implements Target {
    public static final long DEFAULT_MAX_BODY_BYTES = 10L * 1024 * 1024;

    /** A request header. */
    public record Header(String name, SecretText value) {}

    /** Which HTTP is spoken. */
    public enum Version {
        /** HTTP/2 over TLS if the peer agrees by ALPN, else HTTP/1.1. */
        AUTO("auto"),
        HTTP_1_1("http/1.1"),
        /** HTTP/2 only: by ALPN over TLS, with prior knowledge in clear text. */
        HTTP_2("http/2");

        private final String label;

        Version(String label) {
            this.label = label;
        }

        /** The word in YAML. */
        public String label() {
            return label;
        }
    }

    /**
     * @param follow false takes the first response as the answer
     * @param max most redirects followed; one more fails with reason redirect
     */
    public record Redirects(boolean follow, int max) {
        public static final Redirects DEFAULT = new Redirects(true, 10);

        public Redirects {
            if (max < 0) {
                throw new IllegalArgumentException("most redirects: " + max + " (expected: 0 or more)");
            }
        }
    }

    /**
     * @param caFile PEM file with the only trusted roots, read by the agent; null trusts the platform's
     * @param serverName name for SNI and verification; null takes the URL's host
     * @param verify false accepts any certificate, and still reports its expiry
     */
    public record Tls(@Nullable String caFile, @Nullable String serverName, boolean verify) {
        public static final Tls DEFAULT = new Tls(null, null, true);
    }

    public HttpTarget {
        headers = List.copyOf(headers);
        if (!isEndpoint(url)) {
            throw new IllegalArgumentException("url: of another form (expected: http:// or https:// and a host)");
        }
        if (method.isEmpty()) {
            throw new IllegalArgumentException("method: empty (expected: a method such as GET)");
        }
        if (maxBodyBytes < 0) {
            throw new IllegalArgumentException("most body bytes: " + maxBodyBytes + " (expected: 0 or more)");
        }
    }

    /** Whether requests can be sent there: scheme http or https, and a host. */
    public static boolean isEndpoint(URI url) {
        return url.getHost() != null
                && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()));
    }

    /** A GET with every default. */
    public static HttpTarget get(URI url) {
        return new HttpTarget(
                url,
                "GET",
                List.of(),
                null,
                Version.AUTO,
                Redirects.DEFAULT,
                Tls.DEFAULT,
                DEFAULT_MAX_BODY_BYTES,
                HttpExpectation.DEFAULT);
    }

    @Override
    public String protocol() {
        return "http";
    }
}
