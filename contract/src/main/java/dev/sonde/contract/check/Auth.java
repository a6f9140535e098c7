package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How HTTP requests prove who sends them: in the header {@code Authorization}. */
public sealed interface Auth {
    /** Every text that may name secrets, or be one. */
    List<SecretText> secrets();

    /** User name and password (RFC 7617). */
    record Basic(SecretText username, SecretText password) implements Auth {
        @Override
        public List<SecretText> secrets() {
            return List.of(username, password);
        }
    }

    /** A token that is there already (RFC 6750). */
    record Bearer(SecretText token) implements Auth {
        @Override
        public List<SecretText> secrets() {
            return List.of(token);
        }
    }

    /**
     * A token drawn with client credentials (RFC 6749, section 4.4).
     *
     * @param tokenUrl where it is drawn; http or https
     * @param scopes asked for; may be empty
     * @param params further form parameters of the token request, in the order written
     */
    record OAuth2(
            URI tokenUrl,
            SecretText clientId,
            SecretText clientSecret,
            List<String> scopes,
            Map<String, SecretText> params)
            implements Auth {
        public OAuth2 {
            scopes = List.copyOf(scopes);
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
            if (!HttpTarget.isEndpoint(tokenUrl)) {
                throw new IllegalArgumentException(
                        "token URL: of another form (expected: http:// or https:// and a host)");
            }
        }

        @Override
        public List<SecretText> secrets() {
            List<SecretText> secrets = new ArrayList<>(List.of(clientId, clientSecret));
            secrets.addAll(params.values());
            return Collections.unmodifiableList(secrets);
        }
    }
}
