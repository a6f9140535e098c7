package dev.sonde.contract.yaml;

import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The block {@code websocket} of a check: every key, described once. */
final class WebsocketKeys {
    static final Key<URI> URL = Key.required("url", Urls.websocket(), "where the WebSocket is, with its scheme");
    static final Key<Map<String, SecretText>> HEADERS =
            Key.optional("headers", HeaderKeys.sent(), "headers of the upgrade request; a value may name secrets");
    static final Key<List<String>> SUBPROTOCOLS = Key.optional(
            "subprotocols",
            ListShape.of(subprotocol()),
            "subprotocols to ask for, best first; a peer that agrees on none of them fails the run");
    static final Key<MappingView> AUTH = Key.optional(
            "auth",
            Block.of("auth", AuthKeys.BASIC, AuthKeys.BEARER).exactlyOneOf(AuthKeys.BASIC, AuthKeys.BEARER),
            "how the upgrade request proves who sends it; sets the header Authorization");
    static final Key<MappingView> TLS = Key.optional("tls", TlsKeys.BLOCK, "how the peer is verified");
    static final Key<Map<String, Duration>> PHASES =
            CommonKeys.phases(Phase.RESOLVE, Phase.CONNECT, Phase.PROXY, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
    static final Key<MappingView> EXPECT =
            DialogueKeys.besides(CommonKeys.CERTIFICATE, CommonKeys.TLS, CommonKeys.RESPONSE_TIME, PHASES);

    static final Block BLOCK = Block.of(
            "websocket",
            URL,
            HEADERS,
            SUBPROTOCOLS,
            AUTH,
            ProxyKeys.PROXY,
            TLS,
            NetworkKeys.NETWORK,
            DialogueKeys.PLAIN,
            EXPECT);
    static final Block DEFAULTS = Block.of("websocket", ProxyKeys.PROXY, TLS, NetworkKeys.NETWORK);

    private WebsocketKeys() {}

    private static Scalar<String> subprotocol() {
        String form = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";
        return Scalar.of("subprotocol", "a name such as mqtt, without spaces", Form.matching(form), text -> {
            if (!text.matches(form)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
