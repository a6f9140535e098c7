package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings;
import dev.sonde.agent.blackbox.module.ClientSettings.Credentials;
import dev.sonde.agent.blackbox.module.ClientSettings.ExtraHeader;
import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.Secret;
import dev.sonde.agent.blackbox.module.TlsSettings;
import dev.sonde.agent.probe.http.Http3Call;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.http.TokenDemand;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first request of a probe needs and what blocks to get. Immutable.
 *
 * @param headers to be changed no more once the request is made
 * @param token to be got first; null without OAuth 2
 * @param environment may name proxies
 * @param serverName verified and sent as server name on the first host
 */
record HttpPreparation(
        TlsSetup tls,
        MultiMap headers,
        String host,
        HttpMethod method,
        @Nullable Buffer body,
        String serverName,
        @Nullable TokenDemand token,
        Map<String, String> environment) {
    private static final int MOST_BODY_BYTES = 16 * 1024 * 1024;

    /** Reads secrets and files: not for event loops. */
    static HttpPreparation read(HttpModule http, Url url, ProbeLoop loop, Map<String, String> environment)
            throws IOException, GeneralSecurityException {
        TlsSetup tls = http.http3()
                ? TlsSetup.readQuic(http.client().tls(), loop, Http3Call.OFFER)
                : TlsSetup.read(http.client().tls(), loop, HttpProbes.OFFERS);
        MultiMap headers = extraHeaders(http.client());
        for (Map.Entry<String, String> header : http.headers().entrySet()) {
            if (!header.getKey().equalsIgnoreCase("host")) {
                headers.set(header.getKey(), oneLine(header.getKey(), header.getValue()));
            }
        }
        addCredentials(headers, http.client().credentials(), url);
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, userAgent(loop.settings().userAgent()));
        }
        Buffer body = body(http);
        boolean usuallyWithBody = http.method().matches("POST|PUT|PATCH");
        if (body == null && usuallyWithBody && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            headers.set(HttpHeaders.CONTENT_LENGTH, "0");
        }
        String written = http.host();
        String host = written == null ? HttpHop.authority(url) : written;
        return new HttpPreparation(
                tls,
                headers,
                host,
                HttpMethod.valueOf(http.method()),
                body,
                serverName(http, url, written),
                token(http.client().credentials(), loop),
                environment);
    }

    /** The headers that a client's settings make, credentials among them. Reads secrets: not for event loops. */
    static MultiMap headers(ClientSettings client, Url url) throws IOException {
        MultiMap headers = extraHeaders(client);
        addCredentials(headers, client.credentials(), url);
        return headers;
    }

    private static MultiMap extraHeaders(ClientSettings client) throws IOException {
        MultiMap headers = HttpHeaders.headers();
        for (ExtraHeader header : client.headers()) {
            for (Secret value : header.values()) {
                headers.add(header.name(), oneLine(header.name(), value.read()));
            }
        }
        return headers;
    }

    /** What is asked for a token; null without OAuth 2. Reads secrets: not for event loops. */
    static @Nullable TokenDemand token(@Nullable Credentials credentials, ProbeLoop loop)
            throws IOException, GeneralSecurityException {
        if (!(credentials instanceof Credentials.OAuth2 oauth2)) {
            return null;
        }
        TlsSettings tls = oauth2.tls();
        if (!oauth2.isSupported() || !tls.verify() || tls.certificate() != null || HttpProxies.any(oauth2.proxy())) {
            throw new IOException(
                    "oauth2 by another grant, without verification, with a certificate of ours or through a"
                            + " proxy is not supported (expected: client_credentials)");
        }
        Map<String, String> form = new LinkedHashMap<>();
        if (!oauth2.scopes().isEmpty()) {
            form.put("scope", String.join(" ", oauth2.scopes()));
        }
        form.putAll(oauth2.parameters());
        return new TokenDemand(
                Url.parse(oauth2.tokenUrl().toString()),
                oauth2.clientId(),
                read(oauth2.clientSecret()),
                form,
                TlsSetup.roots(tls.ca(), loop.settings()));
    }

    /** What servers that were told of blackbox_exporter let in. */
    static String userAgent(String own) {
        return "Blackbox-Exporter/" + own.substring(own.indexOf('/') + 1);
    }

    private static String serverName(HttpModule http, Url url, @Nullable String hostHeader) {
        String configured = http.client().tls().serverName();
        if (!configured.isEmpty()) {
            return configured;
        }
        if (hostHeader == null) {
            return url.host();
        }
        try {
            return HostPort.parse(hostHeader, 443).host();
        } catch (IllegalArgumentException e) {
            return hostHeader;
        }
    }

    private static @Nullable Buffer body(HttpModule http) throws IOException {
        String file = http.bodyFile();
        if (file == null) {
            return http.body().isEmpty() ? null : Buffer.buffer(http.body().toArray());
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return Buffer.buffer(in.readNBytes(MOST_BODY_BYTES));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "body_file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static void addCredentials(MultiMap headers, @Nullable Credentials credentials, Url url)
            throws IOException {
        if (headers.contains(HttpHeaders.AUTHORIZATION)) {
            return;
        }
        if (credentials instanceof Credentials.Basic basic) {
            headers.set(HttpHeaders.AUTHORIZATION, basic(read(basic.username()) + ":" + read(basic.password())));
        } else if (credentials instanceof Credentials.Authorization other) {
            String value = (other.type() + " " + read(other.credentials())).strip();
            headers.set(HttpHeaders.AUTHORIZATION, oneLine("Authorization", value));
        } else if (!url.userInfo().isEmpty()) {
            String plain = URLDecoder.decode(url.userInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            headers.set(HttpHeaders.AUTHORIZATION, basic(plain.indexOf(':') < 0 ? plain + ":" : plain));
        }
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(@Nullable Secret secret) throws IOException {
        return secret == null ? "" : secret.read();
    }

    static String oneLine(String header, String value) throws IOException {
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IOException("header " + header + ": a value with a line break");
        }
        return value;
    }
}
