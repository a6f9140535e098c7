package dev.sonde.contract.check;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, what is said over it, and what must be answered. Immutable.
 *
 * @param url absolute, scheme ws or wss
 * @param headers of the upgrade request, in the order written; values may name secrets
 * @param subprotocols asked for, best first; one of them must be agreed on. Empty asks for none
 * @param auth how the upgrade request proves who sends it: basic or bearer; null adds nothing
 * @param proxy through which the connection is made; null makes it directly
 * @param tls how the peer is verified
 * @param network from where and to which addresses
 * @param dialogue what is said; none only looks whether the upgrade succeeds
 * @param expect what is expected of connection and time
 */
public record WebsocketTarget(
        URI url,
        List<Header> headers,
        List<String> subprotocols,
        @Nullable Auth auth,
        @Nullable Proxy proxy,
        Tls tls,
        Network network,
        Dialogue dialogue,
        Expectation expect)
        implements Target {
    public WebsocketTarget {
        headers = List.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
        if (!isWebsocket(url)) {
            throw new IllegalArgumentException("URL: of another form (expected: ws:// or wss:// and a host)");
        }
        if (auth instanceof Auth.OAuth2) {
            throw new IllegalArgumentException("auth: drawn tokens (expected: basic or bearer)");
        }
        if (dialogue.startsTls()) {
            throw new IllegalArgumentException("dialogue: goes over to TLS (expected: messages)");
        }
    }

    /** The same through a proxy. */
    public WebsocketTarget withProxy(Proxy other) {
        return new WebsocketTarget(url, headers, subprotocols, auth, other, tls, network, dialogue, expect);
    }

    /** Whether a WebSocket can be there: scheme ws or wss, a host, no user info, no fragment. */
    public static boolean isWebsocket(URI url) {
        return url.getHost() != null
                && ("ws".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme()))
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && url.getPort() != 0
                && url.getPort() <= 65_535;
    }

    /** Whether TLS begins right after the connection. */
    public boolean secure() {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Endpoint(bare, url.getPort() < 0 ? (secure() ? 443 : 80) : url.getPort());
    }

    @Override
    public String protocol() {
        return "websocket";
    }

    @Override
    public String shown() {
        return "websocket " + url;
    }
}
