package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.ExtraHeader;
import dev.sonde.agent.blackbox.module.ClientSettings.ProxySettings;
import dev.sonde.agent.blackbox.module.Secret;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.contract.fence.AddressRange;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which proxy, if any, leads to a URL: as Go's HTTP client decides, from a module or from the environment. Pure. */
final class HttpProxies {
    private HttpProxies() {}

    /**
     * A proxy to be dialled in the target's place.
     *
     * @param connectHeaders for it alone, each line with its end
     * @param authorization the header Proxy-Authorization; null without credentials
     */
    record Way(
            String host,
            int port,
            String connectHeaders,
            @Nullable String authorization) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Whether any URL may go through a proxy. */
    static boolean any(ProxySettings settings) {
        return settings.url() != null || settings.fromEnvironment();
    }

    /**
     * The way to a URL; null without a proxy. Reads secrets: not for event loops.
     *
     * @throws IOException with a message for people if the proxy cannot be used
     */
    static @Nullable Way to(Url url, ProxySettings settings, Map<String, String> environment) throws IOException {
        URI proxy = settings.url();
        String except = settings.except();
        if (settings.fromEnvironment()) {
            proxy = environmentProxy(url, environment);
            except = variable(environment, "no_proxy");
        }
        boolean judged = settings.fromEnvironment() || !except.isEmpty();
        if (proxy == null || (judged && (isLocal(url.host()) || isExcepted(url, except)))) {
            return null;
        }
        if (!String.valueOf(proxy.getScheme()).equals("http") || proxy.getHost() == null) {
            throw new IOException("proxy of scheme " + proxy.getScheme() + " is not supported (expected: http)");
        }
        StringBuilder headers = new StringBuilder();
        for (ExtraHeader header : settings.connectHeaders()) {
            for (Secret value : header.values()) {
                headers.append(header.name()).append(": ");
                headers.append(HttpPreparation.oneLine(header.name(), value.read()))
                        .append("\r\n");
            }
        }
        String authorization = authorization(proxy);
        if (authorization != null) {
            headers.append("Proxy-Authorization: ").append(authorization).append("\r\n");
        }
        String host = proxy.getHost();
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Way(plain, proxy.getPort() < 0 ? 80 : proxy.getPort(), headers.toString(), authorization);
    }

    private static @Nullable URI environmentProxy(Url url, Map<String, String> environment) throws IOException {
        String written = variable(environment, url.secure() ? "https_proxy" : "http_proxy");
        if (written.isEmpty()) {
            return null;
        }
        try {
            return new URI(written.contains("://") ? written : "http://" + written);
        } catch (URISyntaxException e) {
            throw new IOException("the proxy that the environment names is no URL", e);
        }
    }

    private static String variable(Map<String, String> environment, String name) {
        String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
        return upper.isEmpty() ? environment.getOrDefault(name, "") : upper;
    }

    private static @Nullable String authorization(URI proxy) {
        String user = proxy.getRawUserInfo();
        if (user == null) {
            return null;
        }
        String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        String both = plain.indexOf(':') < 0 ? plain + ":" : plain;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLocal(String host) {
        InetAddress literal = literal(host);
        return host.equals("localhost") || (literal != null && literal.isLoopbackAddress());
    }

    /** {@code *}, hosts, domains ({@code .corp} and what is below it), addresses and ranges, each with or without a port. */
    static boolean isExcepted(Url url, String except) {
        for (String entry : except.split(",", -1)) {
            String word = entry.strip().toLowerCase(Locale.ROOT);
            if (!word.isEmpty() && isExcepted(url, word, literal(url.host()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isExcepted(Url url, String word, @Nullable InetAddress literal) {
        if (word.equals("*")) {
            return true;
        }
        if (literal != null && word.matches("[0-9a-f:.]+/[0-9]+|[0-9.]+|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*")) {
            try {
                return AddressRange.parse(word).contains(literal);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        int colon = word.lastIndexOf(':');
        String host = colon > 0 && word.indexOf(':') == colon ? word.substring(0, colon) : word;
        if (colon > 0
                && word.indexOf(':') == colon
                && !word.substring(colon + 1).equals(Integer.toString(url.port()))) {
            return false;
        }
        String bare = host.startsWith("*.") ? host.substring(1) : host;
        boolean below = url.host().endsWith(bare.startsWith(".") ? bare : "." + bare);
        return below || url.host().equals(bare);
    }

    private static @Nullable InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
