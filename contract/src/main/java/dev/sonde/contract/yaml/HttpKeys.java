package dev.sonde.contract.yaml;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The block {@code http} of a check: every key, described once. */
final class HttpKeys {
    static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    static final int LONGEST_EXPRESSION = 1000;

    private static final java.util.regex.Pattern TOKEN =
            java.util.regex.Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final java.util.regex.Pattern METHOD = java.util.regex.Pattern.compile("[A-Z][A-Z-]{0,19}");
    private static final java.util.regex.Pattern SERVER_NAME_FORM =
            java.util.regex.Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    /** A run makes these itself, or HTTP/2 forbids them. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    static final Key<URI> URL = Key.required("url", Urls.endpoint(), "where the request goes, with its scheme");
    static final Key<String> METHOD_KEY =
            Key.withDefault("method", method(), "GET", "the request's method, in capitals");
    static final Key<Map<String, SecretText>> HEADERS = Key.optional(
            "headers",
            MapShape.ignoringCase(headerName(true), headerValue()),
            "request headers; a value may name secrets, as in `Bearer ${file:shop-token}`");
    static final Key<SecretText> BODY =
            Key.optional("body", Scalars.secretText(), "the request's body, sent as UTF-8; may name secrets");
    static final Key<Version> VERSION = Key.withDefault(
            "version",
            Scalars.word(Version::label, List.of(Version.values())),
            Version.AUTO.label(),
            "which HTTP is spoken; `auto` takes HTTP/2 over TLS if the peer offers it, else HTTP/1.1");

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

    static final Key<String> CA_FILE = Key.optional(
            "ca_file",
            Scalars.line(1000),
            "PEM file, on the agent's machine, with the only roots to trust; without it the platform's");
    static final Key<String> SERVER_NAME =
            Key.optional("server_name", serverName(), "name asked for by SNI and verified; without it the URL's host");
    static final Key<Boolean> VERIFY = Key.withDefault(
            "verify",
            Scalars.bool(),
            String.valueOf(HttpTarget.Tls.DEFAULT.verify()),
            "`false` accepts any certificate, and still reports its expiry");
    static final Key<MappingView> TLS =
            Key.optional("tls", Block.of("tls", CA_FILE, SERVER_NAME, VERIFY), "how the peer is verified");

    static final Key<Long> MAX_BODY = Key.withDefault(
            "max_body",
            Scalars.size(1, 1L << 30),
            Scalars.formatSize(HttpTarget.DEFAULT_MAX_BODY_BYTES),
            "a longer response body fails with reason `too_large`");

    static final Key<List<String>> CONTAINS = Key.optional(
            "contains", ListShape.orSingle(Scalars.anyText()), "texts that must all be in it, byte for byte");
    static final Key<List<String>> MATCHES = Key.optional(
            "matches", ListShape.orSingle(expression()), "RE2 expressions that must each match somewhere in it");
    static final Block TEXT_MATCH = Block.of("a condition", CONTAINS, MATCHES).atLeastOneOf(CONTAINS, MATCHES);

    static final Key<List<StatusMatch>> STATUS = Key.withDefaultItem(
            "status", ListShape.orSingle(status()), "2xx", "status codes or classes that are right");
    static final Key<Map<String, MappingView>> EXPECT_HEADERS = Key.optional(
            "headers",
            MapShape.ignoringCase(headerName(false), TEXT_MATCH),
            "conditions on response headers; an absent header fails");
    static final Key<MappingView> EXPECT_BODY = Key.optional("body", TEXT_MATCH, "conditions on the response body");
    static final Key<Duration> RESPONSE_TIME = Key.optional(
            "response_time",
            Scalars.duration(Duration.ofMillis(1), MAX_TIMEOUT),
            "a longer run, from before the name is resolved to the last byte, fails with reason `too_slow`");
    static final Key<Integer> DAYS_LEFT = Key.required(
            "days_left", Scalars.whole(0, 3650), "fails runs while the certificate has fewer whole days left");
    static final Key<MappingView> EXPECT_CERTIFICATE = Key.optional(
            "certificate",
            Block.of("certificate", DAYS_LEFT),
            "a condition on the certificate that fails runs (the check's own `certificate` only raises a ticket)");
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of("expect", STATUS, EXPECT_HEADERS, EXPECT_BODY, RESPONSE_TIME, EXPECT_CERTIFICATE),
            "what the answer must be; judged in the order status, headers, body, certificate, response time");

    static final Block BLOCK =
            Block.of("http", URL, METHOD_KEY, HEADERS, BODY, VERSION, REDIRECTS, TLS, MAX_BODY, EXPECT);
    /** What of it makes sense for all checks. */
    static final Block DEFAULTS = Block.of("http", VERSION, REDIRECTS, TLS, MAX_BODY);

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

    private static Scalar<String> headerName(boolean sent) {
        List<String> own = sent ? inUsualCase(OWN_HEADERS) : List.of();
        return Scalar.of("header name", "a header name", Form.matchingBut(TOKEN.pattern(), own), text -> {
            if (!TOKEN.matcher(text).matches()) {
                throw new BadValueException();
            }
            if (sent && OWN_HEADERS.contains(text.toLowerCase(Locale.ROOT))) {
                throw new BadValueException(null, "no header that belongs to the connection");
            }
            return text;
        });
    }

    /** Each in small letters and with capitals at the beginning of its words. */
    private static List<String> inUsualCase(Set<String> headers) {
        java.util.regex.Pattern first = java.util.regex.Pattern.compile("\\b[a-z]");
        return headers.stream()
                .flatMap(name -> Stream.of(
                        name,
                        first.matcher(name).replaceAll(found -> found.group().toUpperCase(Locale.ROOT))))
                .sorted()
                .toList();
    }

    private static Scalar<SecretText> headerValue() {
        Scalar<SecretText> any = Scalars.secretText();
        return Scalar.secret(any.type(), any.expected(), Form.matching(Secrets.LINE), text -> {
            if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
                throw new BadValueException("a line break or control character", "text on one line");
            }
            return Secrets.parse(text);
        });
    }

    private static Scalar<String> serverName() {
        return Scalar.of(
                "host name",
                "a host name of letters, digits, - and .",
                Form.matching(SERVER_NAME_FORM.pattern()),
                text -> {
                    if (!SERVER_NAME_FORM.matcher(text).matches()) {
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

    private static Scalar<String> expression() {
        String expected = "an RE2 expression, at most " + LONGEST_EXPRESSION + " characters";
        return Scalar.of("expression", expected, Form.text(1, LONGEST_EXPRESSION), text -> {
            if (text.isEmpty() || text.length() > LONGEST_EXPRESSION) {
                throw new BadValueException();
            }
            if (Repetitions.most(text) > Repetitions.MOST) {
                throw new BadValueException(
                        Source.shown(text) + " repeats a part more than " + Repetitions.MOST + " times", null);
            }
            try {
                Pattern ignored = Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new BadValueException(
                        Source.shown(text) + ": " + e.getDescription() + " at " + Source.shown(e.getPattern()), null);
            }
            return text;
        });
    }
}
