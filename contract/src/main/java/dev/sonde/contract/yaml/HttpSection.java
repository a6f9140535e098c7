package dev.sonde.contract.yaml;

import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.TextMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.secret.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code http} of a check as its record. */
final class HttpSection {
    private HttpSection() {}

    /** The target of a sound block. */
    static HttpTarget target(MappingView http, Duration timeout, Problems problems) {
        MappingView expect = http.find(HttpKeys.EXPECT);
        String method = http.get(HttpKeys.METHOD_KEY);
        if (expect != null) {
            warnAboutExpectations(expect, method, timeout, problems);
        }
        return new HttpTarget(
                http.get(HttpKeys.URL),
                method,
                headers(http.find(HttpKeys.HEADERS)),
                http.find(HttpKeys.BODY),
                http.get(HttpKeys.VERSION),
                redirects(http.find(HttpKeys.REDIRECTS)),
                tls(http.find(HttpKeys.TLS)),
                http.get(HttpKeys.MAX_BODY),
                expect == null ? HttpExpectation.DEFAULT : expectation(expect));
    }

    private static void warnAboutExpectations(MappingView expect, String method, Duration timeout, Problems problems) {
        Duration limit = expect.find(HttpKeys.RESPONSE_TIME);
        if (limit != null && limit.compareTo(timeout) >= 0) {
            problems.warning(
                    expect.place(HttpKeys.RESPONSE_TIME),
                    "response_time: " + Durations.format(limit) + " never fails a run, the timeout comes first",
                    "less than the timeout of " + Durations.format(timeout));
        }
        if (method.equals("HEAD") && expect.isWritten(HttpKeys.EXPECT_BODY)) {
            problems.warning(
                    expect.place(HttpKeys.EXPECT_BODY), "body: the answer to HEAD has none", "method GET, or no body");
        }
    }

    private static List<HttpTarget.Header> headers(@Nullable Map<String, SecretText> written) {
        List<HttpTarget.Header> headers = new ArrayList<>();
        if (written != null) {
            written.forEach((name, value) -> headers.add(new HttpTarget.Header(name, value)));
        }
        return headers;
    }

    private static HttpTarget.Redirects redirects(@Nullable MappingView written) {
        return written == null
                ? HttpTarget.Redirects.DEFAULT
                : new HttpTarget.Redirects(written.get(HttpKeys.FOLLOW), written.get(HttpKeys.MAX_REDIRECTS));
    }

    private static HttpTarget.Tls tls(@Nullable MappingView written) {
        return written == null
                ? HttpTarget.Tls.DEFAULT
                : new HttpTarget.Tls(
                        written.find(HttpKeys.CA_FILE),
                        written.find(HttpKeys.SERVER_NAME),
                        written.get(HttpKeys.VERIFY));
    }

    private static HttpExpectation expectation(MappingView expect) {
        List<HeaderMatch> headers = new ArrayList<>();
        Map<String, MappingView> written = expect.find(HttpKeys.EXPECT_HEADERS);
        if (written != null) {
            written.forEach((name, conditions) ->
                    texts(conditions).forEach(match -> headers.add(new HeaderMatch(name, match))));
        }
        MappingView body = expect.find(HttpKeys.EXPECT_BODY);
        MappingView certificate = expect.find(HttpKeys.EXPECT_CERTIFICATE);
        return new HttpExpectation(
                expect.get(HttpKeys.STATUS),
                headers,
                body == null ? List.of() : texts(body),
                expect.find(HttpKeys.RESPONSE_TIME),
                certificate == null ? -1 : certificate.get(HttpKeys.DAYS_LEFT));
    }

    private static List<TextMatch> texts(MappingView conditions) {
        List<TextMatch> matches = new ArrayList<>();
        List<String> contained = conditions.find(HttpKeys.CONTAINS);
        List<String> matched = conditions.find(HttpKeys.MATCHES);
        if (contained != null) {
            contained.forEach(text -> matches.add(new TextMatch.Contains(text)));
        }
        if (matched != null) {
            matched.forEach(expression -> matches.add(new TextMatch.Matches(expression)));
        }
        return matches;
    }
}
