package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Auth} as the field {@code auth}, absent if there is none. */
final class AuthJson {
    private AuthJson() {}

    static void write(@Nullable Auth auth, JsonGenerator json) throws IOException {
        if (auth == null) {
            return;
        }
        json.writeObjectFieldStart("auth");
        if (auth instanceof Auth.Basic basic) {
            json.writeObjectFieldStart("basic");
            json.writeStringField("username", basic.username().source());
            json.writeStringField("password", basic.password().source());
            json.writeEndObject();
        } else if (auth instanceof Auth.Bearer bearer) {
            json.writeStringField("bearer", bearer.token().source());
        } else if (auth instanceof Auth.OAuth2 oauth2) {
            write(oauth2, json);
        }
        json.writeEndObject();
    }

    private static void write(Auth.OAuth2 oauth2, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("oauth2");
        json.writeStringField("tokenUrl", oauth2.tokenUrl().toString());
        json.writeStringField("clientId", oauth2.clientId().source());
        json.writeStringField("clientSecret", oauth2.clientSecret().source());
        Fields.writeList("scopes", oauth2.scopes(), json, (scope, out) -> out.writeString(scope));
        json.writeObjectFieldStart("params");
        for (Map.Entry<String, SecretText> param : oauth2.params().entrySet()) {
            json.writeStringField(param.getKey(), param.getValue().source());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    static @Nullable Auth find(JsonValue target) throws InvalidAssignmentException {
        JsonValue json = target.find("auth");
        if (json == null) {
            return null;
        }
        JsonValue basic = json.find("basic");
        JsonValue bearer = json.find("bearer");
        JsonValue oauth2 = json.find("oauth2");
        if (basic != null) {
            return new Auth.Basic(
                    basic.field("username").parsed(SecretText::new),
                    basic.field("password").parsed(SecretText::new));
        }
        if (bearer != null) {
            return new Auth.Bearer(bearer.parsed(SecretText::new));
        }
        if (oauth2 != null) {
            return oauth2(oauth2);
        }
        throw json.invalid("no way this agent knows", "basic, bearer or oauth2");
    }

    private static Auth oauth2(JsonValue json) throws InvalidAssignmentException {
        URI tokenUrl = UrlJson.endpoint(json.field("tokenUrl"));
        Map<String, SecretText> params = new LinkedHashMap<>();
        JsonValue written = json.field("params");
        for (String name : written.fieldNames()) {
            params.put(name, written.field(name).parsed(SecretText::new));
        }
        return new Auth.OAuth2(
                tokenUrl,
                json.field("clientId").parsed(SecretText::new),
                json.field("clientSecret").parsed(SecretText::new),
                json.field("scopes").items(JsonValue::text),
                params);
    }
}
