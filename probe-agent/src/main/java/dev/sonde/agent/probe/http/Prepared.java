package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.TlsProfiles;
import dev.sonde.agent.probe.connect.TrustStore.Roots;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Tls;
import dev.sonde.contract.secret.SecretReference;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a check need and what blocks to get: secrets in their places, trusted roots, compiled expectations.
 * Or the reason why it cannot be had. Immutable.
 *
 * @param needs null if something is missing
 * @param problem for people: what is missing; empty if nothing is
 * @param masks for all that is told about the runs
 */
record Prepared(@Nullable Needs needs, String problem, Masks masks) {
    /**
     * @param request the first
     * @param tls null if no run can need it
     */
    record Needs(Request request, @Nullable TlsProfile tls, Expectations expectations) {}

    /** Whether anything in the target can change while the check does not. */
    static boolean canChange(HttpTarget target) {
        return target.tls().caFile() != null || !secrets(target).isEmpty();
    }

    /** Reads what the target refers to. Blocks: not for event loops. */
    static Prepared read(HttpTarget target, ProbeSettings settings, TlsProfiles profiles) {
        List<String> values = new ArrayList<>();
        try {
            for (SecretReference secret : secrets(target)) {
                values.add(settings.secrets().resolve(new SecretText(secret.toString())));
            }
            Expectations expectations = Expectations.of(target.expect());
            Request request = request(target, settings, values);
            return new Prepared(
                    new Needs(request, tls(target, request.url(), settings, profiles), expectations),
                    "",
                    new Masks(values));
        } catch (UnresolvedSecretException | IOException | GeneralSecurityException | IllegalArgumentException e) {
            Masks masks = new Masks(values);
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Prepared(null, masks.apply(message), masks);
        }
    }

    private static List<SecretReference> secrets(HttpTarget target) {
        List<SecretReference> all = new ArrayList<>();
        target.headers().forEach(header -> all.addAll(header.value().references()));
        if (target.body() != null) {
            all.addAll(target.body().references());
        }
        return all;
    }

    private static Request request(HttpTarget target, ProbeSettings settings, List<String> secretValues)
            throws UnresolvedSecretException {
        SecretResolver secrets = settings.secrets();
        Url url = Url.parse(target.url().toString());
        MultiMap headers = HttpHeaders.headers();
        Set<String> credentials = new HashSet<>(Set.of("authorization", "cookie", "proxy-authorization"));
        HostAndPort authority = Request.authorityOf(url);
        for (HttpTarget.Header header : target.headers()) {
            String value = header(header, secrets);
            if (header.name().equalsIgnoreCase("host")) {
                authority = hostHeader(value, url);
                continue;
            }
            if (!header.value().references().isEmpty()) {
                credentials.add(header.name().toLowerCase(Locale.ROOT));
            }
            headers.add(header.name(), value);
        }
        addDefaults(headers, target, url, settings, secretValues);
        Buffer body = target.body() == null ? null : Buffer.buffer(secrets.resolve(target.body()));
        return new Request(url, HttpMethod.valueOf(target.method()), authority, headers, body, Set.copyOf(credentials));
    }

    private static String header(HttpTarget.Header header, SecretResolver secrets) throws UnresolvedSecretException {
        String value = secrets.resolve(header.value());
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

    private static void addDefaults(
            MultiMap headers, HttpTarget target, Url url, ProbeSettings settings, List<String> secretValues) {
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.add(HttpHeaders.USER_AGENT, settings.userAgent());
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
            secretValues.add(plain.substring(plain.indexOf(':') + 1));
            headers.add(HttpHeaders.AUTHORIZATION, "Basic " + encoded);
        }
    }

    private static @Nullable TlsProfile tls(HttpTarget target, Url url, ProbeSettings settings, TlsProfiles profiles)
            throws IOException, GeneralSecurityException {
        if (!url.secure() && !target.redirects().follow()) {
            return null;
        }
        return profiles.profile(roots(target.tls(), settings));
    }

    private static @Nullable Roots roots(Tls tls, ProbeSettings settings) throws IOException, GeneralSecurityException {
        if (!tls.verify()) {
            return null;
        }
        if (tls.caFile() == null) {
            return settings.trust().platform();
        }
        try {
            return settings.trust().file(Path.of(tls.caFile()));
        } catch (InvalidPathException e) {
            throw new IOException("CA file " + tls.caFile() + ": not a path", e);
        }
    }
}
