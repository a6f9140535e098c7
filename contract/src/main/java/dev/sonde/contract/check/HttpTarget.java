package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP or HTTPS endpoint and what is expected of its answer. Immutable; made and changed by its builder.
 *
 * @param url absolute, scheme http or https
 * @param headers in the order written; values may name secrets
 * @param body sent as UTF-8; null sends none, or the file's
 * @param bodyFile a file on the agent's machine whose bytes are the body; null sends none, or {@code body}
 * @param version which HTTP is spoken
 * @param connection whether a run may use the connection of an earlier one
 * @param redirects whether and how far redirects are followed
 * @param cookies whether a run sends back, along its redirects, the cookies that it was given
 * @param compression which packing of the answer is asked for
 * @param auth how the request proves who sends it; null adds nothing
 * @param proxy through which the connection is made; null makes it directly
 * @param tls how the peer is verified
 * @param network from where and to which addresses
 * @param maxBodyBytes a longer response body, unpacked, fails with too_large
 */
public record HttpTarget(
        URI url,
        String method,
        List<Header> headers,
        @Nullable SecretText body,
        @Nullable String bodyFile,
        Version version,
        Connection connection,
        Redirects redirects,
        boolean cookies,
        Compression compression,
        @Nullable Auth auth,
        @Nullable Proxy proxy,
        Tls tls,
        Network network,
        long maxBodyBytes,
        HttpExpectation expect)
        implements Target {
    public static final long DEFAULT_MAX_BODY_BYTES = 10L * 1024 * 1024;
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Which HTTP is spoken. */
    public enum Version {
        /** HTTP/2 over TLS if the peer agrees by ALPN, else HTTP/1.1. */
        AUTO("auto"),
        HTTP_1_1("http/1.1"),
        /** HTTP/2 only: by ALPN over TLS, with prior knowledge in clear text. */
        HTTP_2("http/2"),
        /** HTTP/3 only, without asking by HTTP/2 whether there is any: over QUIC, so only https and not behind a proxy. */
        HTTP_3("http/3");

        private final String label;

        Version(String label) {
            this.label = label;
        }

        /** The word in YAML. */
        public String label() {
            return label;
        }
    }

    /** What a run is sent on. */
    public enum Connection {
        /** A connection of its own: the run is what a client that comes for the first time sees. */
        FRESH("fresh"),
        /**
         * The connection that an earlier run left open, if there is one: the run is what a client sees that is there already.
         * It has no phases before {@code processing}.
         */
        KEEP_ALIVE("keep-alive");

        private final String label;

        Connection(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    /** Which packing of the answer's body is asked for; an answer is unpacked before it is judged. */
    public enum Compression {
        /** Nothing is said about it. */
        NONE("none"),
        GZIP("gzip"),
        DEFLATE("deflate"),
        BR("br"),
        /** Only an answer that is not packed. */
        IDENTITY("identity");

        private final String label;

        Compression(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON, and but for {@link #NONE} the value of Accept-Encoding. */
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

    public HttpTarget {
        headers = List.copyOf(headers);
        if (!isEndpoint(url)) {
            throw new IllegalArgumentException("url: of another form (expected: http:// or https:// and a host)");
        }
        if (method.isEmpty()) {
            throw new IllegalArgumentException("method: empty (expected: a method such as GET)");
        }
        if (body != null && bodyFile != null) {
            throw new IllegalArgumentException("body: inline and in a file (expected: only one of them)");
        }
        if (version == Version.HTTP_3 && (!"https".equalsIgnoreCase(url.getScheme()) || proxy != null)) {
            throw new IllegalArgumentException("http/3: in clear text or behind a proxy (expected: https, no proxy)");
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
        return builder(url).build();
    }

    /** Begins with a GET and every default. */
    public static HttpTargetBuilder builder(URI url) {
        return new HttpTargetBuilder(url);
    }

    /** Begins with all that this one is. */
    public HttpTargetBuilder toBuilder() {
        return new HttpTargetBuilder(this);
    }

    /** Whether its request asks and changes nothing (RFC 9110, 9.2.1), so that it may arrive twice. */
    public boolean hasSafeMethod() {
        return SAFE_METHODS.contains(method);
    }

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public String shown() {
        return method + " " + url.toString().replaceFirst("//[^/?#@]*@", "//");
    }
}
