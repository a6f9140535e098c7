package dev.sonde.collector.api;

import dev.sonde.collector.fleet.TokenHash;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may change something: whoever has the API token, and without it those on this machine. Never a page in somebody's
 * browser, which can reach loopback too: neither from another site, nor with a form, nor under a name made to point here.
 * Immutable.
 */
final class PostGuard {
    private static final Set<String> FORMS =
            Set.of("text/plain", "multipart/form-data", "application/x-www-form-urlencoded");

    private final @Nullable TokenHash apiToken;

    PostGuard(@Nullable TokenHash apiToken) {
        this.apiToken = apiToken;
    }

    /** Lets the request pass, or tells why not. */
    void admit(Knock knock) throws Refusal {
        String contentType = knock.contentType();
        if (contentType != null && FORMS.contains(contentType)) {
            throw new Refusal(415, "content type: " + contentType + " (expected: " + Answer.JSON + ")");
        }
        if (knock.isFromAnotherSite()) {
            throw new Refusal(403, "origin: " + knock.origin() + " (expected: none, or this server itself)");
        }
        String token = knock.bearerToken();
        if (apiToken != null && token != null) {
            if (!apiToken.matches(TokenHash.of(token))) {
                throw unauthorized("token: not the API token (expected: the one in --api-token-file)");
            }
            return;
        }
        if (!knock.isFromLoopback()) {
            throw outside(knock.remote());
        }
        if (!knock.namesLoopback()) {
            throw new Refusal(403, "host: " + knock.host() + " (expected: localhost or a loopback address)");
        }
    }

    private Refusal outside(String remote) {
        String detail = "request from " + remote + " (expected: from loopback, or with the token of --api-token-file)";
        return apiToken == null ? new Refusal(403, detail) : unauthorized(detail);
    }

    static Refusal unauthorized(String detail) {
        return new Refusal(401, detail).withHeader("WWW-Authenticate", "Bearer realm=\"sonde\"");
    }
}
