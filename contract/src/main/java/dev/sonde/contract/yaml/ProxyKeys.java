package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Network.Addresses;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code proxy} of protocols over HTTP. */
final class ProxyKeys {
    static final Key<URI> URL = Key.required("url", url(), "where the proxy listens");
    static final Key<SecretText> USERNAME =
            Key.optional("username", Scalars.secretText(), "the user's name at the proxy; may name secrets");
    static final Key<SecretText> PASSWORD =
            Key.optional("password", Scalars.secretText(), "the user's password at the proxy; should name a secret");
    static final Key<Map<String, SecretText>> HEADERS =
            Key.optional("headers", HeaderKeys.sent(), "headers of the CONNECT request; a value may name secrets");

    static final Key<MappingView> PROXY = Key.optional(
            "proxy",
            Block.of("proxy", URL, USERNAME, PASSWORD, HEADERS),
            "an HTTP proxy that the connection is tunnelled through, by CONNECT");

    private ProxyKeys() {}

    /** The record of a sound block; null if there is none. */
    static @Nullable Proxy proxy(@Nullable MappingView view, Problems problems) {
        if (view == null) {
            return null;
        }
        SecretText username = view.find(USERNAME);
        SecretText password = view.find(PASSWORD);
        if (username == null && password != null) {
            problems.error(view.place(PASSWORD), "password without username", "both, or neither");
            password = null;
        }
        return new Proxy(view.get(URL), username, password, HeaderKeys.headers(view.find(HEADERS)));
    }

    /** Notes what cannot be where the proxy looks the target up. */
    static void contradictions(MappingView protocol, Problems problems) {
        MappingView network = protocol.find(NetworkKeys.NETWORK);
        if (protocol.find(PROXY) != null && network != null && network.get(NetworkKeys.ADDRESSES) == Addresses.ALL) {
            problems.error(
                    protocol.place(NetworkKeys.NETWORK),
                    "addresses: all behind a proxy, which resolves the name itself",
                    "addresses: first, or no proxy");
        }
    }

    private static Scalar<URI> url() {
        Scalar<URI> any = Urls.endpoint();
        Form form = Form.matching("[Hh][Tt][Tt][Pp]://[^/?#@{}\\x00-\\x20]+/?");
        return Scalar.secret("URL", "a URL such as http://proxy.example:3128", form, text -> {
            if (!text.regionMatches(true, 0, "http://", 0, "http://".length())) {
                throw new BadValueException("not http://", "http://HOST:PORT");
            }
            if (text.contains("@")) {
                throw new BadValueException("user info before the host", "username and password beside the url");
            }
            URI url = any.tryParse(text);
            if (!Proxy.isProxy(url)) {
                throw new BadValueException("more than host and port", "http://HOST:PORT");
            }
            return url;
        });
    }
}
