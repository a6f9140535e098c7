package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.TrustStore.Roots;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a token is drawn with, secrets in place. Printing shows none. Equal for equal credentials. Immutable.
 *
 * @param form parameters besides the grant's type and the client's own
 * @param roots trusted; always verified
 */
public record TokenDemand(Url url, String clientId, String clientSecret, Map<String, String> form, Roots roots) {
    public TokenDemand {
        form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
    }

    /**
     * Reads secrets and roots. Blocks.
     *
     * @param tls of the target: its CA file is trusted besides the platform's roots
     */
    static TokenDemand of(Auth.OAuth2 auth, Tls tls, Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        String secret = preparation.text(auth.clientSecret());
        preparation.mask(secret);
        Map<String, String> form = new LinkedHashMap<>();
        if (!auth.scopes().isEmpty()) {
            form.put("scope", String.join(" ", auth.scopes()));
        }
        for (Map.Entry<String, SecretText> param : auth.params().entrySet()) {
            form.put(param.getKey(), preparation.text(param.getValue()));
        }
        return new TokenDemand(
                Url.parse(auth.tokenUrl().toString()),
                preparation.text(auth.clientId()),
                secret,
                form,
                preparation.platformRootsAnd(tls.caFile()));
    }

    @Override
    public String toString() {
        return "token of " + url;
    }
}
