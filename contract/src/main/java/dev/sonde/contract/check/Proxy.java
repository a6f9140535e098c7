package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that connections are tunnelled through, by CONNECT also for clear-text targets. Immutable.
 *
 * @param url scheme http, a host, and the port if it is not 80
 * @param username with the password the header Proxy-Authorization; null sends none
 * @param password null is an empty one; only with a user name
 * @param headers of the CONNECT request, in the order written
 */
public record Proxy(
        URI url, @Nullable SecretText username, @Nullable SecretText password, List<Header> headers) {
    public Proxy {
        headers = List.copyOf(headers);
        if (!isProxy(url)) {
            throw new IllegalArgumentException("proxy: of another form (expected: http://HOST:PORT)");
        }
        if (username == null && password != null) {
            throw new IllegalArgumentException("proxy: a password without user name (expected: both, or neither)");
        }
    }

    /** Whether a tunnel can be asked for there: scheme http, a host, nothing behind the port. */
    public static boolean isProxy(URI url) {
        String path = url.getRawPath();
        return url.getHost() != null
                && "http".equalsIgnoreCase(url.getScheme())
                && (path == null || path.isEmpty() || path.equals("/"))
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Endpoint(bare, url.getPort() < 0 ? 80 : url.getPort());
    }
}
