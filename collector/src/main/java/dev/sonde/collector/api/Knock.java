package dev.sonde.collector.api;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of who sends it. Pure facts, no verdict.
 *
 * @param remote address of the peer, as a literal
 * @param forwarded whether a proxy says that it speaks for another
 * @param host of the Host header; null if there is none
 * @param origin of the Origin header, which browsers send; null if there is none
 * @param fetchSite of the Sec-Fetch-Site header, likewise
 * @param authorization of the Authorization header
 * @param contentType media type without parameters, in lower case; null if there is none
 */
record Knock(
        String remote,
        boolean forwarded,
        @Nullable String host,
        @Nullable String origin,
        @Nullable String fetchSite,
        @Nullable String authorization,
        @Nullable String contentType) {
    static Knock of(HttpServerRequest request) {
        MultiMap headers = request.headers();
        SocketAddress remote = request.remoteAddress();
        String address = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
        return new Knock(
                address,
                headers.contains("Forwarded") || headers.contains("X-Forwarded-For") || headers.contains("X-Real-IP"),
                headers.get("Host"),
                headers.get("Origin"),
                headers.get("Sec-Fetch-Site"),
                headers.get("Authorization"),
                mediaType(headers.get("Content-Type")));
    }

    private static @Nullable String mediaType(@Nullable String contentType) {
        return contentType == null ? null : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The token of {@code Authorization: Bearer}, or null. */
    @Nullable
    String bearerToken() {
        String scheme = "bearer ";
        return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? authorization.substring(scheme.length()).strip()
                : null;
    }

    /** Whether the peer is on this machine and speaks for itself. */
    boolean isFromLoopback() {
        return !forwarded && isLoopback(remote);
    }

    /** Whether the client meant this machine by a name that can mean no other: guards against rebound names. */
    boolean namesLoopback() {
        if (host == null) {
            return true;
        }
        String name = hostName(host);
        return name.equals("localhost") || name.endsWith(".localhost") || isLoopback(name);
    }

    /** Whether a page of another site sent it through a browser. */
    boolean isFromAnotherSite() {
        if (fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none")) {
            return true;
        }
        return origin != null
                && (host == null || !origin.toLowerCase(Locale.ROOT).endsWith("://" + host.toLowerCase(Locale.ROOT)));
    }

    private static String hostName(String authority) {
        String text = authority.toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** Only literals are looked at, so nothing is resolved. */
    private static boolean isLoopback(String literal) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
