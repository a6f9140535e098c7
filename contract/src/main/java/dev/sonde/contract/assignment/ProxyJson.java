package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Proxy} as the field {@code proxy}, absent if there is none. */
final class ProxyJson {
    private ProxyJson() {}

    static void write(@Nullable Proxy proxy, JsonGenerator json) throws IOException {
        if (proxy == null) {
            return;
        }
        json.writeObjectFieldStart("proxy");
        json.writeStringField("url", proxy.url().toString());
        SecretText username = proxy.username();
        SecretText password = proxy.password();
        Fields.writeOptional("username", username == null ? null : username.source(), json);
        Fields.writeOptional("password", password == null ? null : password.source(), json);
        HeadersJson.write(proxy.headers(), json);
        json.writeEndObject();
    }

    static @Nullable Proxy find(JsonValue target) throws InvalidAssignmentException {
        JsonValue json = target.find("proxy");
        if (json == null) {
            return null;
        }
        URI url = UrlJson.url(json.field("url"), Proxy::isProxy, "http://HOST:PORT");
        JsonValue username = json.find("username");
        JsonValue password = json.find("password");
        SecretText user = username == null ? null : username.parsed(SecretText::new);
        SecretText word = password == null ? null : password.parsed(SecretText::new);
        List<Header> headers = HeadersJson.read(json);
        return json.checked(() -> new Proxy(url, user, word, headers));
    }
}
