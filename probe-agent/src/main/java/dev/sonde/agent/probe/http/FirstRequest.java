package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the first request of a check's runs out of its target: secrets in their places, files read. Blocks. */
final class FirstRequest {
    /** Longest body file, in bytes. */
    static final int MAX_BODY_FILE_BYTES = 16 * 1024 * 1024;

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    private final HttpTarget target;
    private final Preparation preparation;
    private final @Nullable MultiMap usual;
    private final MultiMap headers = HttpHeaders.headers();
    private final Set<String> credentials = new HashSet<>(CREDENTIALS);

    private FirstRequest(HttpTarget target, Preparation preparation, @Nullable MultiMap usual) {
        this.usual = usual;
        this.target = target;
        this.preparation = preparation;
    }

    /** Not for event loops. */
    static Request of(HttpTarget target, Preparation preparation, @Nullable MultiMap usual)
            throws UnresolvedSecretException, IOException {
        return new FirstRequest(target, preparation, usual).make();
    }

    /** The headers of every request whose check says nothing about them. */
    static MultiMap usualHeaders(ProbeSettings settings) {
        return HttpHeaders.headers()
                .add(HttpHeaders.USER_AGENT, settings.userAgent())
                .add(HttpHeaders.ACCEPT, "*/*");
    }

    private Request make() throws UnresolvedSecretException, IOException {
        Url url = Url.parse(target.url().toString());
        HostAndPort authority = Request.authorityOf(url);
        for (Header header : target.headers()) {
            String value = preparation.header(header);
            if (header.name().equalsIgnoreCase("host")) {
                authority = hostHeader(value);
                continue;
            }
            if (!header.value().references().isEmpty()) {
                credentials.add(header.name().toLowerCase(Locale.ROOT));
            }
            headers.add(header.name(), value);
        }
        addDefaults();
        addCredentials(url);
        return new Request(
                url,
                HttpMethod.valueOf(target.method()),
                authority,
                usual != null && isUsual(url) ? usual : headers,
                body(),
                credentials.equals(CREDENTIALS) ? CREDENTIALS : Set.copyOf(credentials),
                hasSecretBody());
    }

    /** Whether its headers are those that every request has whose check says nothing about them. */
    private boolean isUsual(Url url) {
        return target.headers().isEmpty()
                && target.auth() == null
                && target.compression() == Compression.NONE
                && url.userInfo().isEmpty()
                && !headers.contains(HttpHeaders.CONTENT_LENGTH);
    }

    private @Nullable Buffer body() throws UnresolvedSecretException, IOException {
        String file = target.bodyFile();
        if (file != null) {
            return Buffer.buffer(preparation.file("body file", file, MAX_BODY_FILE_BYTES));
        }
        return target.body() == null ? null : Buffer.buffer(preparation.text(target.body()));
    }

    /** What a file holds is not known; that it is kept apart says enough. */
    private boolean hasSecretBody() {
        return target.bodyFile() != null
                || (target.body() != null && !target.body().references().isEmpty());
    }

    /** As it was written: where no port was, none is sent. */
    private static HostAndPort hostHeader(String value) {
        HostAndPort authority = HostAndPort.parseAuthority(value, -1);
        if (authority == null) {
            throw new IllegalArgumentException("header Host: '" + value + "' (expected: a host, or host:port)");
        }
        return authority;
    }

    private void addDefaults() {
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.add(HttpHeaders.USER_AGENT, preparation.settings().userAgent());
        }
        if (!headers.contains(HttpHeaders.ACCEPT)) {
            headers.add(HttpHeaders.ACCEPT, "*/*");
        }
        if (target.compression() != Compression.NONE) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, target.compression().label());
        }
        boolean usuallyWithBody = Set.of("POST", "PUT", "PATCH").contains(target.method());
        boolean withBody = target.body() != null || target.bodyFile() != null;
        if (usuallyWithBody && !withBody && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            headers.add(HttpHeaders.CONTENT_LENGTH, "0");
        }
    }

    private void addCredentials(Url url) throws UnresolvedSecretException {
        Auth auth = target.auth();
        if (auth instanceof Auth.Basic basic) {
            String password = preparation.text(basic.password());
            preparation.mask(password);
            headers.set(HttpHeaders.AUTHORIZATION, preparation.basic(preparation.text(basic.username()), password));
        } else if (auth instanceof Auth.Bearer bearer) {
            String token = preparation.text(bearer.token());
            preparation.mask(token);
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + singleLine(token));
        } else if (auth == null && !url.userInfo().isEmpty() && !headers.contains(HttpHeaders.AUTHORIZATION)) {
            String plain = URLDecoder.decode(url.userInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            preparation.mask(plain.substring(colon + 1));
            headers.add(
                    HttpHeaders.AUTHORIZATION,
                    preparation.basic(
                            colon < 0 ? plain : plain.substring(0, colon),
                            colon < 0 ? "" : plain.substring(colon + 1)));
        }
    }

    private static String singleLine(String token) {
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new IllegalArgumentException(
                    "auth: a bearer token that is empty or holds white space (expected: a token)");
        }
        return token;
    }
}
