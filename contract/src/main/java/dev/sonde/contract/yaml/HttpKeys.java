package dev.sonde.contract.yaml;

import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The block {@code http} of a check: every key, described once. */
final class HttpKeys {
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,19}");

    static final Key<URI> URL = Key.required("url", Urls.endpoint(), "where the request goes, with its scheme");
    static final Key<String> METHOD_KEY =
            Key.withDefault("method", method(), "GET", "the request's method, in capitals");
    static final Key<Map<String, SecretText>> HEADERS = Key.optional(
            "headers",
            HeaderKeys.sent(),
            "request headers; a value may name secrets, as in `Bearer ${file:shop-token}`");
    static final Key<SecretText> BODY =
            Key.optional("body", Scalars.secretText(), "the request's body, sent as UTF-8; may name secrets");
    static final Key<String> BODY_FILE = Key.optional(
            "body_file",
            Scalars.line(1000),
            "file, on the agent's machine, whose bytes are the body, in place of `body`");
    static final Key<Version> VERSION = Key.withDefault(
            "version",
            Scalars.word(Version::label, List.of(Version.values())),
            Version.AUTO.label(),
            "which HTTP is spoken; `auto` takes HTTP/2 over TLS if the peer offers it, else HTTP/1.1; `http/3` needs https and no proxy");
    static final Key<Connection> CONNECTION = Key.withDefault(
            "connection",
            Scalars.word(Connection::label, List.of(Connection.values())),
            Connection.FRESH.label(),
            "what a run is sent on: a `fresh` connection, or with `keep-alive` the one that an earlier run left open");

    static final Key<Boolean> FOLLOW = Key.withDefault(
            "follow",
            Scalars.bool(),
            String.valueOf(HttpTarget.Redirects.DEFAULT.follow()),
            "whether redirects are followed; if not, the first response is the answer");
    static final Key<Integer> MAX_REDIRECTS = Key.withDefault(
            "max",
            Scalars.whole(0, 50),
            String.valueOf(HttpTarget.Redirects.DEFAULT.max()),
            "most redirects followed; one more fails with reason `redirect`");
    static final Key<MappingView> REDIRECTS =
            Key.optional("redirects", Block.of("redirects", FOLLOW, MAX_REDIRECTS), "how redirects are treated");
    static final Key<Boolean> COOKIES = Key.withDefault(
            "cookies",
            Scalars.bool(),
            "true",
            "whether a run sends back, along its redirects, the cookies that it was given");
    static final Key<Compression> COMPRESSION = Key.withDefault(
            "compression",
            Scalars.word(Compression::label, List.of(Compression.values())),
            Compression.NONE.label(),
            "asked for by Accept-Encoding, but for `none`; an answer is unpacked before it is judged");
    static final Key<MappingView> TLS = Key.optional("tls", TlsKeys.BLOCK, "how the peer is verified");
    static final Key<Long> MAX_BODY = Key.withDefault(
            "max_body",
            Scalars.size(1, 1L << 30),
            Scalars.formatSize(HttpTarget.DEFAULT_MAX_BODY_BYTES),
            "a longer response body, unpacked, fails with reason `too_large`");

    static final Key<List<StatusMatch>> STATUS = Key.withDefaultItem(
            "status", ListShape.orSingle(status()), "2xx", "status codes or classes that are right");
    static final Key<Map<String, MappingView>> EXPECT_HEADERS = Key.optional(
            "headers",
            MapShape.ignoringCase(HeaderKeys.answered(), ExpectKeys.TEXT),
            "conditions on response headers; an absent header fails `contains` and `matches`");
    static final Key<Map<String, Duration>> PHASES = CommonKeys.phases(Phase.values());
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of(
                    "expect",
                    STATUS,
                    EXPECT_HEADERS,
                    ExpectKeys.BODY,
                    ExpectKeys.SIZE,
                    CommonKeys.CERTIFICATE,
                    CommonKeys.TLS,
                    CommonKeys.RESPONSE_TIME,
                    PHASES),
            "what the answer must be; judged in the order of these keys");

    static final Block BLOCK = Block.of(
            "http",
            URL,
            METHOD_KEY,
            HEADERS,
            BODY,
            BODY_FILE,
            VERSION,
            CONNECTION,
            REDIRECTS,
            COOKIES,
            COMPRESSION,
            AuthKeys.AUTH,
            ProxyKeys.PROXY,
            TLS,
            NetworkKeys.NETWORK,
            MAX_BODY,
            EXPECT);
    /** What of it makes sense for all checks. */
    static final Block DEFAULTS = Block.of(
            "http",
            VERSION,
            CONNECTION,
            REDIRECTS,
            COOKIES,
            COMPRESSION,
            ProxyKeys.PROXY,
            TLS,
            NetworkKeys.NETWORK,
            MAX_BODY);

    private HttpKeys() {}

    private static Scalar<String> method() {
        return Scalar.of(
                "method",
                "a method in capitals such as GET; not CONNECT",
                Form.matchingBut(METHOD.pattern(), List.of("CONNECT")),
                text -> {
                    if (!METHOD.matcher(text).matches() || text.equals("CONNECT")) {
                        throw new BadValueException();
                    }
                    return text;
                });
    }

    private static Scalar<StatusMatch> status() {
        return Scalar.of(
                "status",
                "a code such as 204 or a class such as 2xx",
                Form.matching("[1-5]xx|[1-5][0-9][0-9]", 100, 599),
                text -> {
                    try {
                        return StatusMatch.parse(text);
                    } catch (IllegalArgumentException e) {
                        throw new BadValueException();
                    }
                });
    }
}
