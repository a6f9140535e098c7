package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.WebsocketTarget;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** {@link WebsocketTarget} as JSON. */
final class WebsocketJson implements TargetJson<WebsocketTarget> {
    @Override
    public String protocol() {
        return "websocket";
    }

    @Override
    public Class<WebsocketTarget> type() {
        return WebsocketTarget.class;
    }

    @Override
    public void write(WebsocketTarget websocket, JsonGenerator json) throws IOException {
        json.writeStringField("url", websocket.url().toString());
        HeadersJson.write(websocket.headers(), json);
        if (!websocket.subprotocols().isEmpty()) {
            Fields.writeList("subprotocols", websocket.subprotocols(), json, (name, out) -> out.writeString(name));
        }
        AuthJson.write(websocket.auth(), json);
        ProxyJson.write(websocket.proxy(), json);
        TlsJson.write(websocket.tls(), json);
        NetworkJson.write(websocket.network(), json);
        DialogueJson.write(websocket.dialogue(), json);
        json.writeObjectFieldStart("expect");
        ExpectationJson.write(websocket.expect(), json);
        json.writeEndObject();
    }

    @Override
    public WebsocketTarget read(JsonValue json) throws InvalidAssignmentException {
        URI url = UrlJson.url(json.field("url"), WebsocketTarget::isWebsocket, "ws:// or wss:// and a host");
        List<Header> headers = HeadersJson.read(json);
        JsonValue subprotocols = json.find("subprotocols");
        List<String> asked = subprotocols == null ? List.of() : subprotocols.items(JsonValue::text);
        Auth auth = AuthJson.find(json);
        Proxy proxy = ProxyJson.find(json);
        Tls tls = TlsJson.read(json.field("tls"));
        Network network = NetworkJson.read(json);
        Dialogue dialogue = DialogueJson.read(json);
        Expectation expect = ExpectationJson.read(json.field("expect"));
        return json.checked(
                () -> new WebsocketTarget(url, headers, asked, auth, proxy, tls, network, dialogue, expect));
    }
}
