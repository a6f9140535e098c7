package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.WebsocketTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code websocket} of a check as its record. */
final class WebsocketSection {
    static final Protocol PROTOCOL = Protocol.of(
            "websocket",
            "a WebSocket and what is said over it",
            WebsocketKeys.BLOCK,
            WebsocketKeys.DEFAULTS,
            WebsocketSection::target);

    private WebsocketSection() {}

    private static WebsocketTarget target(MappingView websocket, Duration timeout, Problems problems) {
        List<Header> headers = HeaderKeys.headers(websocket.find(WebsocketKeys.HEADERS));
        List<String> subprotocols = websocket.find(WebsocketKeys.SUBPROTOCOLS);
        MappingView expect = websocket.find(WebsocketKeys.EXPECT);
        if (websocket.isWritten(WebsocketKeys.AUTH) && HeaderKeys.holds("Authorization", headers)) {
            problems.error(websocket.place(WebsocketKeys.AUTH), "auth: headers have Authorization", "only one of them");
        }
        ProxyKeys.contradictions(websocket, problems);
        return new WebsocketTarget(
                websocket.get(WebsocketKeys.URL),
                headers,
                subprotocols == null ? List.of() : subprotocols,
                auth(websocket.find(WebsocketKeys.AUTH)),
                ProxyKeys.proxy(websocket.find(ProxyKeys.PROXY), problems),
                TlsKeys.tls(websocket.find(WebsocketKeys.TLS), problems),
                NetworkKeys.network(websocket.find(NetworkKeys.NETWORK), problems),
                DialogueKeys.dialogue(websocket.find(DialogueKeys.PLAIN), problems),
                expect == null
                        ? Expectation.NONE
                        : CommonKeys.expectation(expect, WebsocketKeys.PHASES, true, timeout, problems));
    }

    private static @Nullable Auth auth(@Nullable MappingView view) {
        if (view == null) {
            return null;
        }
        MappingView basic = view.find(AuthKeys.BASIC);
        return basic == null
                ? new Auth.Bearer(view.get(AuthKeys.BEARER))
                : new Auth.Basic(basic.get(AuthKeys.USERNAME), basic.get(AuthKeys.PASSWORD));
    }
}
