package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a check need and what blocks to get: secrets in their places, trusted roots, compiled expectations.
 * Immutable.
 *
 * @param request the first
 * @param tls null if no run can need it
 * @param reach which addresses are dialled, at every hop
 */
record HttpNeeds(Request request, @Nullable TlsProfile tls, Reach reach, Expectations expectations) {
    /** Reads what the target refers to. Blocks: not for event loops. */
    static HttpNeeds read(HttpTarget target, Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        Expectations expectations = Expectations.of(target.expect());
        Request request = request(target, preparation);
        return new HttpNeeds(
                request, tls(target, request.url(), preparation), Reach.of(target.network()), expectations);
    }

    private static Request request(HttpTarget target, Preparation preparation) throws UnresolvedSecretException {
        Url url = Url.parse(target.url().toString());
        MultiMap headers = HttpHeaders.headers();
        Set<String> credentials = new HashSet<>(Set.of("authorization", "cookie", "proxy-authorization"));
        HostAndPort authority = Request.authorityOf(url);
        for (Header header : target.headers()) {
            String value = header(header, preparation);
            if (header.name().equalsIgnoreCase("host")) {
                authority = hostHeader(value, url);
                continue;
            }
            if (!header.value().references().isEmpty()) {
                credentials.add(header.name().toLowerCase(Locale.ROOT));
            }
            headers.add(header.name(), value);
        }
        addDefaults(headers, target, url, preparation);
        Buffer body = target.body() == null ? null : Buffer.buffer(preparation.text(target.body()));
        boolean secretBody =
                target.body() != null && !target.body().references().isEmpty();
        return new Request(
                url,
                HttpMethod.valueOf(target.method()),
                authority,
                headers,
                body,
                Set.copyOf(credentials),
                secretBody);
    }

    private static String header(Header header, Preparation preparation) throws UnresolvedSecretException {
        String value = preparation.text(header.value());
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(
                    "header " + header.name() + ": value with a line break (expected: a single line)");
        }
        return value;
    }

    private static HostAndPort hostHeader(String value, Url url) {
        HostAndPort authority = HostAndPort.parseAuthority(value, url.port());
        if (authority == null) {
            throw new IllegalArgumentException("header Host: '" + value + "' (expected: a host, or host:port)");
        }
        return authority;
    }

    private static void addDefaults(MultiMap headers, HttpTarget target, Url url, Preparation preparation) {
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.add(HttpHeaders.USER_AGENT, preparation.settings().userAgent());
        }
        if (!headers.contains(HttpHeaders.ACCEPT)) {
            headers.add(HttpHeaders.ACCEPT, "*/*");
        }
        boolean usuallyWithBody = Set.of("POST", "PUT", "PATCH").contains(target.method());
        if (usuallyWithBody && target.body() == null && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            headers.add(HttpHeaders.CONTENT_LENGTH, "0");
        }
        if (!url.userInfo().isEmpty() && !headers.contains(HttpHeaders.AUTHORIZATION)) {
            String plain = URLDecoder.decode(url.userInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
            preparation.mask(plain.substring(plain.indexOf(':') + 1));
            headers.add(HttpHeaders.AUTHORIZATION, "Basic " + encoded);
        }
    }

    private static @Nullable TlsProfile tls(HttpTarget target, Url url, Preparation preparation)
            throws IOException, GeneralSecurityException {
        if (!url.secure() && !target.redirects().follow()) {
            return null;
        }
        return preparation.tls(target.tls(), HttpProbes.OFFERS);
    }
}
