package dev.sonde.agent.blackbox.prober;

import com.google.re2j.Pattern;
import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.HttpModule.HeaderRule;
import dev.sonde.agent.expect.CelExpression;
import dev.sonde.agent.expect.Re2;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a module demands of an answer, in this order: status, headers, body, version of HTTP, TLS or not. The first demand
 * that is not met keeps the next of status, headers and body from being looked at. One thread after the other.
 */
final class HttpJudgement {
    private final HttpModule module;
    private final ProbeLog log;
    private final Gauges gauges;
    private final List<Runnable> found = new ArrayList<>();

    HttpJudgement(HttpModule module, ProbeLog log, Gauges gauges) {
        this.module = module;
        this.log = log;
        this.gauges = gauges;
    }

    /** Whether status and headers can be looked at on an event loop, whatever a stranger wrote into them. */
    boolean isQuick(HttpAnswered response) {
        return Stream.concat(module.headerMatches().stream(), module.headerNotMatches().stream())
                .allMatch(rule -> response.headers().getAll(rule.header()).stream()
                                .mapToLong(String::length)
                                .sum()
                        <= Re2.quickCharacters(rule.expression()));
    }

    private void error(String message, String... pairs) {
        found.add(() -> log.error(message, pairs));
    }

    private void set(Family family, boolean holds) {
        found.add(() -> gauges.set(family, holds));
    }

    /** Tells what was found. On the event loop: whatever has been judged where. */
    void tell() {
        found.forEach(Runnable::run);
        found.clear();
    }

    /** Status and headers. */
    boolean head(HttpAnswered response) {
        int status = response.status();
        List<Integer> valid = module.validStatusCodes();
        if (valid.isEmpty() ? status < 200 || status > 299 : !valid.contains(status)) {
            error(
                    "Invalid HTTP response status code",
                    "status_code",
                    Integer.toString(status),
                    "valid_status_codes",
                    valid.isEmpty() ? "2xx" : valid.toString());
            return false;
        }
        if (module.headerMatches().isEmpty() && module.headerNotMatches().isEmpty()) {
            return true;
        }
        boolean right = headers(response.headers());
        set(Family.FAILED_DUE_TO_REGEX, !right);
        return right;
    }

    private boolean headers(MultiMap headers) {
        for (HeaderRule rule : module.headerMatches()) {
            List<String> values = headers.getAll(rule.header());
            if (isMissing(rule, values)) {
                return false;
            }
            for (String value : values) {
                if (rule.expression().matcher(value).find()) {
                    error("Header matched regular expression", "header", rule.header(), "regexp", text(rule));
                    return false;
                }
            }
        }
        for (HeaderRule rule : module.headerNotMatches()) {
            List<String> values = headers.getAll(rule.header());
            if (isMissing(rule, values)) {
                return false;
            }
            boolean matched = values.stream()
                    .anyMatch(value -> rule.expression().matcher(value).find());
            if (!values.isEmpty() && !matched) {
                error("Header did not match regular expression", "header", rule.header(), "regexp", text(rule));
                return false;
            }
        }
        return true;
    }

    private boolean isMissing(HeaderRule rule, List<String> values) {
        if (!values.isEmpty() || rule.allowMissing()) {
            return false;
        }
        error("Missing required header", "header", rule.header());
        return true;
    }

    private static String text(HeaderRule rule) {
        return rule.expression().pattern();
    }

    /** The body, whole and unpacked. Takes its time: not for event loops. */
    boolean body(HttpBody body) {
        if (body.isBroken()) {
            return false;
        }
        boolean byRegex =
                !module.bodyMatches().isEmpty() || !module.bodyNotMatches().isEmpty();
        if (byRegex) {
            boolean right = expressions(body.bytes());
            set(Family.FAILED_DUE_TO_REGEX, !right);
            if (!right) {
                return false;
            }
        }
        if (module.celMatches() == null && module.celNotMatches() == null) {
            return true;
        }
        boolean right = cel(new String(body.bytes(), StandardCharsets.UTF_8));
        set(Family.FAILED_DUE_TO_CEL, !right);
        return right;
    }

    private boolean cel(String body) {
        CelExpression matches = module.celMatches();
        CelExpression notMatches = module.celNotMatches();
        try {
            if (matches != null && matches.holds(body)) {
                error("Body matched CEL expression", "expression", matches.toString());
                return false;
            }
            if (notMatches != null && !notMatches.holds(body)) {
                error("Body did not match CEL expression", "expression", notMatches.toString());
                return false;
            }
            return true;
        } catch (CelExpression.NotEvaluatedException e) {
            error("CEL expression not evaluated", "err", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean expressions(byte[] body) {
        for (Pattern expression : module.bodyMatches()) {
            if (expression.matcher(body).find()) {
                error("Body matched regular expression", "regexp", expression.pattern());
                return false;
            }
        }
        for (Pattern expression : module.bodyNotMatches()) {
            if (!expression.matcher(body).find()) {
                error("Body did not match regular expression", "regexp", expression.pattern());
                return false;
            }
        }
        return true;
    }

    /** Version of HTTP, and whether TLS is right. Every answer is held against both. */
    boolean version(HttpAnswered response, boolean secure) {
        boolean right = true;
        String version = name(response.version());
        if (!module.validHttpVersions().isEmpty() && !module.validHttpVersions().contains(version)) {
            error("Invalid HTTP version number", "version", version);
            right = false;
        }
        if (secure && module.failIfSsl()) {
            error("Final request was over SSL");
            right = false;
        }
        if (!secure && module.failIfNotSsl()) {
            error("Final request was not over SSL");
            right = false;
        }
        return right;
    }

    private static String name(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
            case HTTP_3 -> "HTTP/3.0";
        };
    }

    /** As the gauge tells it. */
    static double number(HttpVersion version) {
        return Double.parseDouble(name(version).substring("HTTP/".length()));
    }
}
