package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import dev.sonde.agent.blackbox.module.HttpModule.HeaderRule;
import dev.sonde.agent.expect.CelExpression;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The block {@code http} of a module. */
final class HttpKeys {
    private static final Key<List<Integer>> VALID_STATUS_CODES = Key.optional(
            "valid_status_codes", ListShape.repeatable(GoValues.whole(0, 999)), "right status codes; 2xx if none");
    private static final Key<List<String>> VALID_HTTP_VERSIONS =
            Key.optional("valid_http_versions", GoValues.texts(), "right versions; any if none");
    private static final Key<String> METHOD = Key.withDefault("method", GoValues.text(), "GET", "the method");
    private static final Key<Map<String, String>> HEADERS =
            Key.optional("headers", GoValues.textsByName(), "request headers");
    private static final Key<Bytes> BODY = Key.optional("body", GoValues.bytes(), "the request's body");
    private static final Key<String> BODY_FILE = Key.optional("body_file", GoValues.text(), "file with it");
    private static final Key<Boolean> SKIP_RESOLVE = Key.withDefault(
            "skip_resolve_phase_with_proxy", GoValues.bool(), "false", "whether the proxy alone resolves the name");
    private static final Key<Boolean> NO_FOLLOW =
            Key.optional("no_follow_redirects", GoValues.bool(), "the old word for follow_redirects, turned round");
    private static final Key<Boolean> FAIL_IF_SSL =
            Key.withDefault("fail_if_ssl", GoValues.bool(), "false", "whether TLS is wrong");
    private static final Key<Boolean> FAIL_IF_NOT_SSL =
            Key.withDefault("fail_if_not_ssl", GoValues.bool(), "false", "whether clear text is wrong");
    private static final Key<List<Pattern>> BODY_MATCHES =
            Key.optional("fail_if_body_matches_regexp", GoValues.expressions(), "a match is wrong");
    private static final Key<List<Pattern>> BODY_NOT_MATCHES =
            Key.optional("fail_if_body_not_matches_regexp", GoValues.expressions(), "no match is wrong");
    private static final Key<CelExpression> CEL_MATCHES =
            Key.optional("fail_if_body_json_matches_cel", CelExpressions.shape(), "a true answer is wrong");
    private static final Key<CelExpression> CEL_NOT_MATCHES =
            Key.optional("fail_if_body_json_not_matches_cel", CelExpressions.shape(), "a false answer is wrong");
    private static final Key<String> HEADER = Key.required("header", GoValues.text(), "the header's name");
    private static final Key<Pattern> REGEXP = Key.required("regexp", GoValues.expression(), "held against each value");
    private static final Key<Boolean> ALLOW_MISSING =
            Key.withDefault("allow_missing", GoValues.bool(), "false", "whether it may be absent");
    private static final Block HEADER_RULE = Block.of("header rule", HEADER, REGEXP, ALLOW_MISSING);
    private static final Key<List<MappingView>> HEADER_MATCHES =
            Key.optional("fail_if_header_matches", ListShape.repeatable(HEADER_RULE), "a match is wrong");
    private static final Key<List<MappingView>> HEADER_NOT_MATCHES =
            Key.optional("fail_if_header_not_matches", ListShape.repeatable(HEADER_RULE), "no match is wrong");
    private static final Key<String> COMPRESSION = Key.optional(
            "compression", GoValues.word("gzip", "br", "deflate", "identity", ""), "how the body is unpacked");
    private static final Key<Long> BODY_SIZE_LIMIT =
            Key.withDefault("body_size_limit", GoValues.size(), "0", "most bytes after unpacking; 0 is off");
    private static final Key<Boolean> ENABLE_HTTP3 =
            Key.withDefault("enable_http3", GoValues.bool(), "false", "whether HTTP/3 is spoken");

    static final Block BLOCK = Block.of(
            "http",
            Stream.concat(
                            Stream.of(
                                    VALID_STATUS_CODES,
                                    VALID_HTTP_VERSIONS,
                                    METHOD,
                                    HEADERS,
                                    BODY,
                                    BODY_FILE,
                                    IpKeys.PREFERRED,
                                    IpKeys.FALLBACK,
                                    SKIP_RESOLVE,
                                    NO_FOLLOW,
                                    FAIL_IF_SSL,
                                    FAIL_IF_NOT_SSL,
                                    BODY_MATCHES,
                                    BODY_NOT_MATCHES,
                                    CEL_MATCHES,
                                    CEL_NOT_MATCHES,
                                    HEADER_MATCHES,
                                    HEADER_NOT_MATCHES,
                                    COMPRESSION,
                                    BODY_SIZE_LIMIT,
                                    ENABLE_HTTP3),
                            ClientKeys.keys())
                    .toArray(Key<?>[]::new));

    private HttpKeys() {}

    static HttpModule read(@Nullable MappingView written, Problems problems) {
        if (written == null) {
            return new HttpModule(
                    List.of(),
                    List.of(),
                    "GET",
                    Map.of(),
                    Bytes.NONE,
                    null,
                    IpKeys.read(null, false),
                    false,
                    false,
                    false,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    "",
                    0,
                    false,
                    ClientSettings.DEFAULT);
        }
        Exclusive.of(problems, written, BODY, BODY_FILE);
        checkCompression(written, problems);
        checkHttp3(written, problems);
        Bytes body = written.find(BODY);
        String bodyFile = written.find(BODY_FILE);
        String method = written.get(METHOD);
        return new HttpModule(
                orNone(written.find(VALID_STATUS_CODES)),
                orNone(written.find(VALID_HTTP_VERSIONS)),
                method.isEmpty() ? "GET" : method,
                headers(written),
                body == null ? Bytes.NONE : body,
                bodyFile == null || bodyFile.isEmpty() ? null : bodyFile,
                IpKeys.read(written, false),
                written.get(SKIP_RESOLVE),
                written.get(FAIL_IF_SSL),
                written.get(FAIL_IF_NOT_SSL),
                orNone(written.find(BODY_MATCHES)),
                orNone(written.find(BODY_NOT_MATCHES)),
                written.find(CEL_MATCHES),
                written.find(CEL_NOT_MATCHES),
                rules(written.find(HEADER_MATCHES)),
                rules(written.find(HEADER_NOT_MATCHES)),
                compression(written),
                written.get(BODY_SIZE_LIMIT),
                written.get(ENABLE_HTTP3),
                client(written, problems));
    }

    private static ClientSettings client(MappingView written, Problems problems) {
        ClientSettings client = ClientKeys.read(written, problems);
        Boolean noFollow = written.find(NO_FOLLOW);
        if (noFollow == null) {
            return client;
        }
        problems.warning(
                written.place(NO_FOLLOW), "no_follow_redirects is the old word", "follow_redirects: " + !noFollow);
        return new ClientSettings(
                client.credentials(), client.tls(), !noFollow, client.http2(), client.proxy(), client.headers());
    }

    private static void checkCompression(MappingView written, Problems problems) {
        String compression = compression(written);
        headers(written).forEach((name, value) -> {
            if (name.equalsIgnoreCase("accept-encoding")
                    && !AcceptEncoding.of(value).accepts(compression)) {
                problems.error(
                        written.place(COMPRESSION),
                        "compression: " + compression + ", which the header Accept-Encoding does not ask for",
                        "one of those in '" + value + "'");
            }
        });
    }

    private static void checkHttp3(MappingView written, Problems problems) {
        if (!written.get(ENABLE_HTTP3)) {
            return;
        }
        if (ClientKeys.http2(written)) {
            problems.error(
                    written.place(ENABLE_HTTP3), "enable_http3 together with enable_http2", "enable_http2: false");
        }
        if (!orNone(written.find(VALID_HTTP_VERSIONS)).stream().allMatch("HTTP/3.0"::equals)) {
            problems.error(
                    written.place(VALID_HTTP_VERSIONS), "another version than HTTP/3.0 with enable_http3", "HTTP/3.0");
        }
    }

    private static String compression(MappingView written) {
        String compression = written.find(COMPRESSION);
        return compression == null ? "" : compression;
    }

    private static Map<String, String> headers(MappingView written) {
        Map<String, String> headers = written.find(HEADERS);
        return headers == null ? Map.of() : headers;
    }

    private static List<HeaderRule> rules(@Nullable List<MappingView> written) {
        return orNone(written).stream()
                .filter(MappingView::isSound)
                .map(rule -> new HeaderRule(rule.get(HEADER), rule.get(REGEXP), rule.get(ALLOW_MISSING)))
                .toList();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
