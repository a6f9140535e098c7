package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Network.Addresses;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.secret.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code http} of a check as its record. */
final class HttpSection {
    static final Protocol PROTOCOL = Protocol.of(
            "http",
            "an HTTP or HTTPS endpoint and what is expected of its answer",
            HttpKeys.BLOCK,
            HttpKeys.DEFAULTS,
            HttpSection::target);

    private HttpSection() {}

    private static HttpTarget target(MappingView http, Duration timeout, Problems problems) {
        List<Header> headers = HeaderKeys.headers(http.find(HttpKeys.HEADERS));
        String method = http.get(HttpKeys.METHOD_KEY);
        SecretText body = http.find(HttpKeys.BODY);
        Auth auth = AuthKeys.auth(http.find(AuthKeys.AUTH));
        MappingView expect = http.find(HttpKeys.EXPECT);
        contradictions(http, headers, problems);
        Tls tls = TlsKeys.tls(http.find(HttpKeys.TLS), problems);
        return HttpTarget.builder(http.get(HttpKeys.URL))
                .method(method)
                .headers(headers)
                .body(body)
                .bodyFile(body == null ? http.find(HttpKeys.BODY_FILE) : null)
                .version(isSpeakable(http, tls, problems) ? http.get(HttpKeys.VERSION) : Version.AUTO)
                .connection(connection(http))
                .redirects(redirects(http.find(HttpKeys.REDIRECTS)))
                .cookies(http.get(HttpKeys.COOKIES))
                .compression(http.get(HttpKeys.COMPRESSION))
                .auth(auth)
                .proxy(ProxyKeys.proxy(http.find(ProxyKeys.PROXY), problems))
                .tls(tls)
                .network(NetworkKeys.network(http.find(NetworkKeys.NETWORK), problems))
                .maxBodyBytes(http.get(HttpKeys.MAX_BODY))
                .expect(expect == null ? HttpExpectation.DEFAULT : expectation(expect, method, timeout, problems))
                .build();
    }

    private static void contradictions(MappingView http, List<Header> headers, Problems problems) {
        if (http.isWritten(HttpKeys.BODY) && http.isWritten(HttpKeys.BODY_FILE)) {
            problems.error(http.place(HttpKeys.BODY_FILE), "http with body and body_file", "only one of them");
        }
        if (http.isWritten(AuthKeys.AUTH) && HeaderKeys.holds("Authorization", headers)) {
            problems.error(http.place(AuthKeys.AUTH), "auth: headers have Authorization", "only one of them");
        }
        ProxyKeys.contradictions(http, problems);
        if (http.get(HttpKeys.CONNECTION) == Connection.KEEP_ALIVE && everyAddress(http)) {
            problems.error(
                    http.place(HttpKeys.CONNECTION),
                    "connection: keep-alive with addresses: all, which are dialled at every run",
                    "connection: fresh, or addresses: first");
        }
        if (http.get(HttpKeys.CONNECTION) == Connection.KEEP_ALIVE && http.get(HttpKeys.VERSION) == Version.HTTP_3) {
            problems.error(
                    http.place(HttpKeys.CONNECTION),
                    "connection: keep-alive with version http/3",
                    "connection: fresh, or another version");
        }
        if (http.isWritten(HttpKeys.COMPRESSION)
                && http.get(HttpKeys.COMPRESSION) != Compression.NONE
                && HeaderKeys.holds("Accept-Encoding", headers)) {
            problems.error(
                    http.place(HttpKeys.COMPRESSION), "compression: headers have Accept-Encoding", "only one of them");
        }
    }

    /** HTTP/3 is QUIC, which is UDP and has TLS 1.3 in it. */
    private static boolean isSpeakable(MappingView http, Tls tls, Problems problems) {
        if (http.get(HttpKeys.VERSION) != Version.HTTP_3) {
            return true;
        }
        boolean speakable = true;
        if (!"https".equalsIgnoreCase(http.get(HttpKeys.URL).getScheme())) {
            problems.error(http.place(HttpKeys.URL), "url: http:// with version http/3", "https://");
            speakable = false;
        }
        if (http.find(ProxyKeys.PROXY) != null) {
            problems.error(
                    http.place(ProxyKeys.PROXY),
                    "proxy: with version http/3, which no tunnel carries",
                    "another version, or no proxy");
            speakable = false;
        }
        if (tls.maxVersion() != null && tls.maxVersion() != TlsVersion.TLS_1_3) {
            problems.error(
                    http.place(HttpKeys.TLS),
                    "max_version: " + tls.maxVersion().label() + " with version http/3",
                    "1.3, or no max_version");
        }
        return speakable;
    }

    private static Connection connection(MappingView http) {
        return everyAddress(http) || http.get(HttpKeys.VERSION) == Version.HTTP_3
                ? Connection.FRESH
                : http.get(HttpKeys.CONNECTION);
    }

    private static boolean everyAddress(MappingView http) {
        MappingView network = http.find(NetworkKeys.NETWORK);
        return network != null && network.get(NetworkKeys.ADDRESSES) == Addresses.ALL;
    }

    static HttpTarget.Redirects redirects(@Nullable MappingView written) {
        return written == null
                ? HttpTarget.Redirects.DEFAULT
                : new HttpTarget.Redirects(written.get(HttpKeys.FOLLOW), written.get(HttpKeys.MAX_REDIRECTS));
    }

    static HttpExpectation expectation(MappingView expect, String method, Duration timeout, Problems problems) {
        if (method.equals("HEAD") && expect.isWritten(ExpectKeys.BODY)) {
            problems.warning(
                    expect.place(ExpectKeys.BODY), "body: the answer to HEAD has none", "method GET, or no body");
        }
        List<HeaderMatch> headers = new ArrayList<>();
        Map<String, MappingView> written = expect.find(HttpKeys.EXPECT_HEADERS);
        if (written != null) {
            written.forEach((name, conditions) ->
                    ExpectKeys.texts(conditions).forEach(match -> headers.add(new HeaderMatch(name, match))));
        }
        return new HttpExpectation(
                expect.get(HttpKeys.STATUS),
                headers,
                ExpectKeys.body(expect.find(ExpectKeys.BODY)),
                ExpectKeys.size(expect.find(ExpectKeys.SIZE), problems),
                CommonKeys.expectation(expect, HttpKeys.PHASES, true, timeout, problems));
    }
}
