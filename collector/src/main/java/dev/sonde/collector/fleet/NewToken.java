package dev.sonde.collector.fleet;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A token just drawn: 256 random bits behind {@code sonde_}, so that secret scanners know it. Shown once, kept by nobody here.
 *
 * @param token what the agent presents; secret
 * @param hash what the configuration holds
 */
public record NewToken(String token, TokenHash hash) {
    public static final String PREFIX = "sonde_";

    /** Draws one. */
    public static NewToken draw(SecureRandom random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        return new NewToken(token, TokenHash.of(token));
    }

    @Override
    public String toString() {
        return "NewToken[" + hash + "]";
    }
}
