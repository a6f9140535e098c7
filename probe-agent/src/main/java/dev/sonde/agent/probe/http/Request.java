package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.Preparation;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request as it will be sent, secrets in place. Never printed, never changed once made.
 *
 * @param authority what the Host header says
 * @param headers without Host
 * @param credentials names, in lower case, of the headers that only the first URL's host may see
 * @param secretBody whether the body is likewise only for that host
 */
record Request(
        Url url,
        HttpMethod method,
        HostAndPort authority,
        MultiMap headers,
        @Nullable Buffer body,
        Set<String> credentials,
        boolean secretBody) {

    /**
     * The request that follows a redirect answered with this status (RFC 9110, 15.4); IllegalArgumentException with a
     * message for people if it would take a secret along that the other URL must not see.
     */
    Request redirected(int status, Url next) {
        MultiMap kept = HttpHeaders.headers();
        boolean trusted = url.mayShareCredentialsWith(next);
        boolean becomesGet = becomesGet(status);
        if (secretBody && !trusted && !becomesGet) {
            throw new IllegalArgumentException(
                    next.withoutQuery() + " may not see the body, which may hold secrets (expected: the same origin)");
        }
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean withheld = !trusted && credentials.contains(lower);
            boolean ofBody = becomesGet && lower.startsWith("content-");
            if (!withheld && !ofBody) {
                kept.add(name, value);
            }
        });
        boolean sameHost = url.host().equals(next.host()) && url.port() == next.port();
        return new Request(
                next,
                becomesGet ? HttpMethod.GET : method,
                sameHost ? authority : authorityOf(next),
                kept,
                becomesGet ? null : body,
                trusted ? credentials : Set.of(),
                secretBody && !becomesGet);
    }

    /**
     * The same request somewhere else, its texts changed; a Host header that the check sets stays. What is changed may hold
     * a key that a step was given, so other hosts are not shown it.
     *
     * @throws IllegalArgumentException if a header cannot be sent any more
     */
    Request filled(Url other, UnaryOperator<String> fill) {
        MultiMap filled = HttpHeaders.headers();
        Set<String> kept = new HashSet<>(credentials);
        headers.forEach((name, value) -> {
            String text = Preparation.onOneLine("header " + name, fill.apply(value));
            if (!text.equals(value)) {
                kept.add(name.toLowerCase(Locale.ROOT));
            }
            filled.add(name, text);
        });
        String text = body == null ? null : body.toString(StandardCharsets.UTF_8);
        String filledBody = text == null ? null : fill.apply(text);
        return new Request(
                other,
                method,
                authority.equals(authorityOf(url)) ? authorityOf(other) : authority,
                filled,
                filledBody == null ? null : Buffer.buffer(filledBody),
                Set.copyOf(kept),
                secretBody || !Objects.equals(text, filledBody));
    }

    private boolean becomesGet(int status) {
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return false;
        }
        return status == 303 || (method.equals(HttpMethod.POST) && (status == 301 || status == 302));
    }

    static HostAndPort authorityOf(Url url) {
        return HostAndPort.authority(url.authorityHost(), url.port());
    }

    /** The same with a token. */
    Request bearing(Token token) {
        MultiMap more = HttpHeaders.headers().addAll(headers).set(HttpHeaders.AUTHORIZATION, "Bearer " + token.value());
        return new Request(url, method, authority, more, body, credentials, secretBody);
    }

    /** As the header Host has it: without the scheme's own port. */
    String hostHeader() {
        int port = authority.port();
        return port < 0 || port == (url.secure() ? 443 : 80) ? authority.host() : authority.host() + ":" + port;
    }

    /** @param cookies for the header Cookie, behind the request's own; may be empty */
    RequestOptions options(String cookies) {
        MultiMap sent = headers;
        if (!cookies.isEmpty()) {
            String own = headers.get(HttpHeaders.COOKIE);
            sent = HttpHeaders.headers()
                    .addAll(headers)
                    .set(HttpHeaders.COOKIE, own == null ? cookies : own + "; " + cookies);
        }
        return new RequestOptions()
                .setMethod(method)
                .setHost(authority.host())
                .setPort(authority.port())
                .setSsl(url.secure())
                .setURI(url.target())
                .setHeaders(sent);
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
