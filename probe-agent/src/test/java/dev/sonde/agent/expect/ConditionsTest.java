package dev.sonde.agent.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conditions that {@link ExpectationsTest} does not come to: absence, size, TLS, names, phases. */
class ConditionsTest {
    private final FakeAnswer answer = new FakeAnswer();

    @Test
    void text_thatMustNotBeThereIsShownIfItIs() {
        answer.body = FakeAnswer.text("all well\nERROR 17: disk full\nall well");

        assertThat(detail(Expectations.builder().body(body(new TextMatch.NotMatches("ERROR [0-9]+")))))
                .isEqualTo("body: it has 'ERROR 17' (expected: not to match 'ERROR [0-9]+')");
        assertThat(detail(Expectations.builder().body(body(new TextMatch.NotContains("disk")))))
                .isEqualTo("body: it has 'disk' (expected: not to contain 'disk')");
        assertThat(detail(Expectations.builder().body(body(new TextMatch.NotMatches("FATAL")))))
                .isEmpty();
    }

    @Test
    void header_thatMustNotHaveSomethingMayBeAbsent() {
        assertThat(detail(Expectations.builder().header("X-Absent", new TextMatch.NotContains("a"))))
                .isEmpty();
        assertThat(detail(Expectations.builder().header("X-Node", new TextMatch.NotContains("b"))))
                .isEmpty();
        assertThat(detail(Expectations.builder().header("X-Node", new TextMatch.NotMatches("^a"))))
                .isEqualTo("header X-Node: 'a1' (expected: not to match '^a')");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 15, ''",
        "15, 15, ''",
        "16, 99, 'size: 15 bytes (expected: at least 16 bytes)'",
        "0, 14, 'size: 15 bytes (expected: at most 14 bytes)'"
    })
    void size_liesBetween(long least, long most, String message) {
        assertThat(detail(Expectations.builder().size(new SizeLimits(least, most))))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1.3, 1.3, ''",
        "1.3, 1.2, ''",
        "1.2, 1.3, 'TLS version: 1.2 (expected: at least 1.3)'",
        "1.0, 1.1, 'TLS version: 1.0 (expected: at least 1.1)'",
        "'', 1.0, 'TLS version: none, the answer came in clear text (expected: at least 1.0)'"
    })
    void tls_isNotOlder(String spoken, String least, String message) {
        answer.tlsVersion = spoken;

        assertThat(detail(Expectations.builder().common(new Expectation(null, version(least), null, Map.of()))))
                .isEqualTo(message);
    }

    @Test
    void phase_isLimitedByItself() {
        answer.phases = PhaseTimings.of(Map.of(Phase.CONNECT, 50_000_000L, Phase.PROCESSING, 250_000_000L));

        assertThat(detail(Expectations.builder().common(phases(Map.of(Phase.PROCESSING, Duration.ofMillis(200))))))
                .isEqualTo("processing: 250 ms (expected: at most 200 ms)");
        assertThat(Expectations.builder()
                        .common(phases(Map.of(Phase.PROCESSING, Duration.ofMillis(200))))
                        .build()
                        .firstViolation(answer, text -> text)
                        .reason())
                .isEqualTo(FailureReason.TOO_SLOW);
        assertThat(detail(Expectations.builder()
                        .common(phases(Map.of(
                                Phase.PROCESSING, Duration.ofMillis(250),
                                Phase.TLS, Duration.ofMillis(1))))))
                .isEmpty();
    }

    @Test
    void certificate_namesAndIssuerAreMatched() throws Exception {
        X509Certificate leaf =
                new TestAuthority().identity("shop.example", "www.shop.example").certificate();
        answer.certificates = List.of(leaf);

        assertThat(detail(Expectations.builder().common(certificate("^www\\.shop", null))))
                .isEmpty();
        assertThat(detail(Expectations.builder().common(certificate("^api\\.", null))))
                .startsWith("certificate name: 'shop.example, www.shop.example")
                .endsWith("(expected: to match '^api\\.')");
        assertThat(detail(Expectations.builder().common(certificate(null, "Other CA"))))
                .startsWith("certificate issuer: '")
                .endsWith("(expected: to match 'Other CA')");
        answer.certificates = List.of();
        assertThat(detail(Expectations.builder().common(certificate("x", null))))
                .isEqualTo("certificate name: none (expected: to match 'x')");
    }

    @Test
    void secret_thatAnExcerptWouldCutIsMaskedWhole() {
        answer.body = FakeAnswer.text("x".repeat(115) + "hunter2");

        String detail = Expectations.builder()
                .body(body(new TextMatch.Contains("absent")))
                .build()
                .firstViolation(answer, text -> text.replace("hunter2", "***"))
                .detail();

        assertThat(detail).contains("xxx***'").doesNotContain("hunt");
    }

    private String detail(Expectations.Builder builder) {
        Violation violation = builder.build().firstViolation(answer, text -> text);
        return violation == null ? "" : violation.detail();
    }

    private static BodyExpectation body(TextMatch match) {
        return BodyExpectation.of(List.of(match));
    }

    private static Expectation phases(Map<Phase, Duration> most) {
        return new Expectation(null, null, null, most);
    }

    private static Expectation certificate(String name, String issuer) {
        return new Expectation(new CertificateExpectation(-1, -1, name, issuer), null, null, Map.of());
    }

    private static TlsVersion version(String label) {
        return Stream.of(TlsVersion.values())
                .filter(version -> version.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
