package dev.sonde.contract.check;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP answer must be. Evaluated in this order, the first that fails names the reason: status, headers, body,
 * certificate, response time. Immutable.
 *
 * @param status at least one
 * @param responseTime most time for the whole run; null sets no limit
 * @param certificateDaysLeft least days the certificate must have left; -1 is off
 */
public record HttpExpectation(
        List<StatusMatch> status,
        List<HeaderMatch> headers,
        List<TextMatch> body,
        @Nullable Duration responseTime,
        int certificateDaysLeft) {
    public static final HttpExpectation DEFAULT =
            new HttpExpectation(List.of(StatusMatch.parse("2xx")), List.of(), List.of(), null, -1);

    public HttpExpectation {
        status = List.copyOf(status);
        headers = List.copyOf(headers);
        body = List.copyOf(body);
        if (status.isEmpty()) {
            throw new IllegalArgumentException("status: none (expected: at least one code or class)");
        }
        if (responseTime != null && (responseTime.isZero() || responseTime.isNegative())) {
            throw new IllegalArgumentException("response time: " + responseTime + " (expected: above 0)");
        }
        if (certificateDaysLeft < -1) {
            throw new IllegalArgumentException(
                    "certificate days left: " + certificateDaysLeft + " (expected: 0 or more, or -1 for off)");
        }
    }

    /**
     * A range of status codes: one code, or a class such as 2xx.
     *
     * @param from lowest, inclusive
     * @param to highest, inclusive
     */
    public record StatusMatch(int from, int to) {
        private static final Pattern FORM = Pattern.compile("[1-5]xx|[1-5][0-9][0-9]");

        public StatusMatch {
            boolean code = from == to;
            boolean wholeClass = from % 100 == 0 && to == from + 99;
            if (from < 100 || to > 599 || !(code || wholeClass)) {
                throw new IllegalArgumentException(
                        from + " to " + to + " (expected: a code such as 204 or a class such as 2xx)");
            }
        }

        /** Reads {@code 2xx} or {@code 204}. */
        public static StatusMatch parse(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException(text + " (expected: a code such as 204 or a class such as 2xx)");
            }
            if (text.endsWith("xx")) {
                int hundred = (text.charAt(0) - '0') * 100;
                return new StatusMatch(hundred, hundred + 99);
            }
            int code = Integer.parseInt(text);
            return new StatusMatch(code, code);
        }

        /** Whether the code lies in the range. */
        public boolean matches(int code) {
            return code >= from && code <= to;
        }

        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : (from / 100) + "xx";
        }
    }

    /** A condition on a text. */
    public sealed interface TextMatch {
        /** The text holds this one, byte for byte. */
        record Contains(String text) implements TextMatch {}

        /** An RE2 expression matches somewhere in the text. */
        record Matches(String expression) implements TextMatch {}
    }

    /** A condition on one value of a response header; fails if the header is absent. */
    public record HeaderMatch(String name, TextMatch match) {}
}
