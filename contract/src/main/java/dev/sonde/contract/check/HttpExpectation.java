package dev.sonde.contract.check;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP answer must be. Evaluated in this order, the first that fails names the reason: status, headers, body,
 * size, then what can be expected of any run. Immutable.
 *
 * @param status at least one
 * @param size limits of the body; null sets none
 * @param common certificate, TLS version, response time, phases
 */
public record HttpExpectation(
        List<StatusMatch> status,
        List<HeaderMatch> headers,
        BodyExpectation body,
        @Nullable SizeLimits size,
        Expectation common) {
    public static final HttpExpectation DEFAULT = new HttpExpectation(
            List.of(StatusMatch.parse("2xx")), List.of(), BodyExpectation.NONE, null, Expectation.NONE);

    public HttpExpectation {
        status = List.copyOf(status);
        headers = List.copyOf(headers);
        if (status.isEmpty()) {
            throw new IllegalArgumentException("status: none (expected: at least one code or class)");
        }
    }

    /** The same with other codes, such as {@code 2xx} or {@code 204}. */
    public HttpExpectation withStatus(List<StatusMatch> codes) {
        return new HttpExpectation(codes, headers, body, size, common);
    }

    /** The same with other conditions on headers. */
    public HttpExpectation withHeaders(List<HeaderMatch> conditions) {
        return new HttpExpectation(status, conditions, body, size, common);
    }

    /** The same with other conditions on the body. */
    public HttpExpectation withBody(BodyExpectation conditions) {
        return new HttpExpectation(status, headers, conditions, size, common);
    }

    /** The same with other limits of the body's size. */
    public HttpExpectation withSize(@Nullable SizeLimits limits) {
        return new HttpExpectation(status, headers, body, limits, common);
    }

    /** The same with other conditions on connection and time. */
    public HttpExpectation withCommon(Expectation conditions) {
        return new HttpExpectation(status, headers, body, size, conditions);
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

    /** A condition on one value of a response header; fails if the header is absent. */
    public record HeaderMatch(String name, TextMatch match) {}
}
