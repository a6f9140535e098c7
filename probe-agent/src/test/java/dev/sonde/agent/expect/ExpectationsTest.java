package dev.sonde.agent.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.result.FailureReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationsTest {
    private static final Instant NOW = FakeAnswer.NOW;

    private List<StatusMatch> status = statuses("2xx");
    private final List<HeaderMatch> headers = new ArrayList<>();
    private final List<TextMatch> body = new ArrayList<>();
    private Duration responseTime;
    private int daysLeft = -1;

    private final FakeAnswer answer = new FakeAnswer();

    @Test
    void answer_thatMeetsAllHasNoViolation() {
        headers.add(new HeaderMatch("X-Node", new TextMatch.Matches("^a[0-9]$")));
        body.add(new TextMatch.Contains("\"ok\""));
        responseTime = Duration.ofMillis(300);
        daysLeft = 21;

        assertThat(violation()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2xx;304, 200, true", "2xx;304, 304, true", "2xx;304, 302, false", "404, 404, true", "404, 400, false"})
    void status_isACodeOrAClass(String expected, int given, boolean met) {
        status = statuses(expected.split(";"));
        answer.status = given;

        assertThat(violation() == null).isEqualTo(met);
    }

    @Test
    void status_violationNamesValueAndExpectation() {
        status = statuses("2xx", "304");
        answer.status = 503;

        assertThat(violation()).isEqualTo(new Violation(FailureReason.HTTP_STATUS, "status: 503 (expected: 2xx, 304)"));
    }

    @Test
    void header_mustMatchInOneOfItsValues() {
        answer.headers = Map.of("x-node", List.of("b2", "a1"));
        headers.add(new HeaderMatch("X-Node", new TextMatch.Matches("^a[0-9]$")));
        assertThat(violation()).isNull();

        answer.headers = Map.of("x-node", List.of("b2", "c3"));
        assertThat(violation())
                .isEqualTo(new Violation(
                        FailureReason.ASSERTION, "header X-Node: 'b2, c3' (expected: to match '^a[0-9]$')"));

        answer.headers = Map.of();
        assertThat(violation())
                .isEqualTo(new Violation(
                        FailureReason.ASSERTION, "header X-Node: absent (expected: to match '^a[0-9]$')"));
    }

    @Test
    void body_matchesAnywhere() {
        body.add(new TextMatch.Matches("st[a-z]+s.*ok"));
        assertThat(violation()).isNull();

        answer.body = text("");
        assertThat(violation())
                .isEqualTo(new Violation(FailureReason.ASSERTION, "body: empty (expected: to match 'st[a-z]+s.*ok')"));
    }

    @Test
    void body_mustMeetEveryCondition() {
        body.add(new TextMatch.Contains("status"));
        body.add(new TextMatch.Contains("OK"));

        assertThat(violation().detail()).isEqualTo("body: 15 bytes, '{\"status\":\"ok\"}' (expected: to contain 'OK')");
    }

    @Test
    void body_isShortenedToOneLineInAViolation() {
        answer.body = text("line one\r\n\tline   two\u0000 " + "x".repeat(500));
        body.add(new TextMatch.Contains("absent"));

        assertThat(violation().detail())
                .startsWith("body: 523 bytes, 'line one line two xxx")
                .contains("xxx…' (expected: to contain 'absent')")
                .hasSizeLessThan(200);
    }

    @Test
    void body_isDecodedByItsCharset() {
        body.add(new TextMatch.Contains("größer"));

        answer.body = new Body("größer".getBytes(StandardCharsets.UTF_8), "", "", 1000);
        assertThat(violation()).isNull();
        answer.body =
                new Body("größer".getBytes(StandardCharsets.ISO_8859_1), "text/html; charset=\"ISO-8859-1\"", "", 1000);
        assertThat(violation()).isNull();
        answer.body = new Body("größer".getBytes(StandardCharsets.ISO_8859_1), "text/html", "", 1000);
        assertThat(violation()).isNotNull();
        answer.body = new Body("größer".getBytes(StandardCharsets.UTF_8), "text/html; charset=nonsense", "", 1000);
        assertThat(violation()).isNull();
    }

    @Test
    void body_isUnpackedButOnlyToItsLimit() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("x".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
            gzip.write("the end".getBytes(StandardCharsets.US_ASCII));
        }
        body.add(new TextMatch.Contains("the end"));

        answer.body = new Body(packed.toByteArray(), "text/plain", "gzip", 1_000_000);
        assertThat(violation()).isNull();
        answer.body = new Body(packed.toByteArray(), "text/plain", "gzip", 50_000);
        assertThat(violation()).isNotNull();
        assertThat(answer.body.text()).hasSize(50_000);
        answer.body = new Body("the end".getBytes(StandardCharsets.US_ASCII), "text/plain", "gzip", 50_000);
        assertThat(violation()).isNull();
    }

    @Test
    void body_isNeededOnlyIfAConditionLooksAtIt() {
        headers.add(new HeaderMatch("X-Node", new TextMatch.Contains("a")));
        assertThat(expectations().needBody()).isFalse();

        body.add(new TextMatch.Contains("a"));
        assertThat(expectations().needBody()).isTrue();
    }

    @Test
    void certificate_mustHaveItsDaysLeft() {
        daysLeft = 21;

        answer.certificateExpiry = NOW.plus(Duration.ofDays(21));
        assertThat(violation()).isNull();
        answer.certificateExpiry = NOW.plus(Duration.ofDays(21)).minusSeconds(1);
        assertThat(violation())
                .isEqualTo(new Violation(
                        FailureReason.TLS_CERTIFICATE,
                        "certificate: 20 days left, valid until 2026-12-13T09:59:59Z"
                                + " (expected: at least 21 days left)"));
        answer.certificateExpiry = NOW.minusSeconds(60);
        assertThat(violation().detail())
                .isEqualTo("certificate: expired 2026-11-22T09:59:00Z (expected: at least 21 days left)");
        answer.certificateExpiry = null;
        assertThat(violation().detail())
                .isEqualTo("certificate: none, the answer came in clear text (expected: at least 21 days left)");
    }

    @Test
    void responseTime_isALimitThatIsStillWithin() {
        responseTime = Duration.ofMillis(300);

        answer.durationNanos = 300_000_000;
        assertThat(violation()).isNull();
        answer.durationNanos = 300_000_001;
        assertThat(violation().reason()).isEqualTo(FailureReason.TOO_SLOW);
        answer.durationNanos = 512_345_678;
        assertThat(violation().detail()).isEqualTo("response time: 512.346 ms (expected: at most 300 ms)");
    }

    @Test
    void order_isStatusHeadersBodyCertificateTime() {
        headers.add(new HeaderMatch("X-Node", new TextMatch.Contains("none")));
        body.add(new TextMatch.Contains("none"));
        daysLeft = 10_000;
        responseTime = Duration.ofNanos(1);
        answer.status = 500;

        assertThat(violation().detail()).startsWith("status");
        answer.status = 200;
        assertThat(violation().detail()).startsWith("header");
        headers.clear();
        assertThat(violation().detail()).startsWith("body");
        body.clear();
        assertThat(violation().detail()).startsWith("certificate");
        daysLeft = -1;
        assertThat(violation().detail()).startsWith("response time");
    }

    @Test
    void expression_thatIsNoneIsRefusedOnce() {
        body.add(new TextMatch.Matches("(?<=a)b"));

        assertThatThrownBy(this::expectations)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("matches: (?<=a)b (expected: an RE2 expression; ");
    }

    @Test
    void negativeConditions_failOnTheFirstTextThatMeetsWhatMustNotBe() {
        body.add(new TextMatch.NotContains("absent"));
        body.add(new TextMatch.NotMatches("st[a-z]+s"));

        assertThat(violation().detail()).startsWith("body: ").endsWith(" (expected: not to match 'st[a-z]+s')");
    }

    @Test
    void negativeConditionsOnHeaders_holdForEveryValueAndForNone() {
        headers.add(new HeaderMatch("X-Node", new TextMatch.NotMatches("a")));
        answer.headers = Map.of("x-node", List.of());
        assertThat(violation()).isNull();

        answer.headers = Map.of("x-node", List.of("b2", "a1"));
        assertThat(violation().detail()).endsWith(" (expected: not to match 'a')");
    }

    private Violation violation() {
        return expectations().firstViolation(answer, text -> text);
    }

    private Expectations expectations() {
        return Expectations.of(new HttpExpectation(
                status,
                headers,
                BodyExpectation.of(body),
                null,
                Expectation.NONE
                        .withResponseTime(responseTime)
                        .withCertificate(daysLeft < 0 ? null : CertificateExpectation.ofDays(daysLeft))));
    }

    private static List<StatusMatch> statuses(String... texts) {
        return Stream.of(texts).map(StatusMatch::parse).toList();
    }

    private static Body text(String text) {
        return FakeAnswer.text(text);
    }
}
