package dev.sonde.agent.expect;

import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.result.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A check's expectations, compiled once and held against every answer, in the order status, headers, body, certificate,
 * response time. Immutable; any thread.
 */
public final class Expectations {
    private static final Duration DAY = Duration.ofDays(1);

    private final HttpExpectation wanted;
    private final List<HeaderCondition> headers;
    private final List<TextCondition> body;
    private final int daysLeft;

    private record HeaderCondition(String name, TextCondition condition) {}

    private Expectations(HttpExpectation wanted, List<HeaderCondition> headers, List<TextCondition> body) {
        this.wanted = wanted;
        this.headers = headers;
        this.body = body;
        CertificateExpectation certificate = wanted.common().certificate();
        this.daysLeft = certificate == null ? -1 : certificate.daysLeft();
    }

    /** Compiles; IllegalArgumentException with a message for people if an expression is none. */
    public static Expectations of(HttpExpectation wanted) {
        return new Expectations(
                wanted,
                wanted.headers().stream().map(Expectations::condition).toList(),
                wanted.body().texts().stream().map(TextCondition::of).toList());
    }

    private static HeaderCondition condition(HeaderMatch match) {
        return new HeaderCondition(match.name(), TextCondition.of(match.match()));
    }

    /** Whether the answer's body must be kept. */
    public boolean needBody() {
        return !body.isEmpty();
    }

    /** The first expectation that the answer fails; null if it meets all. */
    public @Nullable Violation firstViolation(Answer answer) {
        Violation first = status(answer.status());
        if (first == null) {
            first = header(answer);
        }
        if (first == null && needBody()) {
            first = body(answer.body());
        }
        if (first == null && daysLeft >= 0) {
            first = certificate(answer);
        }
        return first != null ? first : responseTime(answer.durationNanos());
    }

    private @Nullable Violation status(int status) {
        for (StatusMatch match : wanted.status()) {
            if (match.matches(status)) {
                return null;
            }
        }
        String expected = wanted.status().stream().map(StatusMatch::toString).collect(Collectors.joining(", "));
        return new Violation(FailureReason.HTTP_STATUS, "status: " + status + " (expected: " + expected + ")");
    }

    private @Nullable Violation header(Answer answer) {
        for (HeaderCondition header : headers) {
            List<String> values = answer.header(header.name());
            TextCondition condition = header.condition();
            boolean holds = condition.isNegative()
                    ? values.stream().allMatch(condition::holds)
                    : values.stream().anyMatch(condition::holds);
            if (!holds) {
                String seen = values.isEmpty() ? "absent" : "'" + Excerpt.of(String.join(", ", values)) + "'";
                return new Violation(
                        FailureReason.ASSERTION,
                        "header " + header.name() + ": " + seen + " (expected: " + condition.expected() + ")");
            }
        }
        return null;
    }

    private @Nullable Violation body(Body answered) {
        for (TextCondition condition : body) {
            if (!condition.holds(answered.text())) {
                String seen = answered.length() == 0
                        ? "empty"
                        : answered.length() + " bytes, '" + Excerpt.of(answered.text()) + "'";
                return new Violation(
                        FailureReason.ASSERTION, "body: " + seen + " (expected: " + condition.expected() + ")");
            }
        }
        return null;
    }

    private @Nullable Violation certificate(Answer answer) {
        Instant expiry = answer.certificateExpiry();
        String seen;
        if (expiry == null) {
            seen = "none, the answer came in clear text";
        } else {
            Duration left = Duration.between(answer.at(), expiry);
            if (left.compareTo(DAY.multipliedBy(daysLeft)) >= 0) {
                return null;
            }
            seen = (left.isNegative() ? "expired" : left.toDays() + " days left, valid until") + " " + expiry;
        }
        return new Violation(
                FailureReason.TLS_CERTIFICATE,
                "certificate: " + seen + " (expected: at least " + daysLeft + " days left)");
    }

    private @Nullable Violation responseTime(long durationNanos) {
        Duration most = wanted.common().responseTime();
        if (most == null || durationNanos <= most.toNanos()) {
            return null;
        }
        return new Violation(
                FailureReason.TOO_SLOW,
                "response time: " + milliseconds(durationNanos) + " (expected: at most " + milliseconds(most.toNanos())
                        + ")");
    }

    private static String milliseconds(long nanos) {
        String text = String.format(Locale.ROOT, "%.3f", nanos / 1e6);
        return text.replaceAll("\\.?0+$", "") + " ms";
    }
}
