package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpExpectation.TextMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AssignedChecksWriter} wrote. */
final class AssignedChecksReader {
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Duration MAX_WARN = Duration.ofDays(36_500);
    private static final int MAX_HARD_DOWN = 1_000_000;
    private static final int MAX_REDIRECTS = 1_000;
    private static final int MAX_DAYS = 36_500;

    private AssignedChecksReader() {}

    static AssignedChecks read(JsonValue root) throws InvalidAssignmentException {
        String revision = root.field("revision").text();
        if (revision.isEmpty()) {
            throw root.field("revision").invalid("empty", "the revision");
        }
        Location location = root.field("location").parsed(Location::new);
        return new AssignedChecks(revision, location, root.field("checks").items(AssignedChecksReader::assigned));
    }

    private static AssignedCheck assigned(JsonValue json) throws InvalidAssignmentException {
        Check check = new Check(
                json.field("name").parsed(CheckName::new),
                optionalText(json, "service"),
                optionalText(json, "owner"),
                optionalText(json, "purpose"),
                optionalText(json, "runbook"),
                json.field("priority").text(),
                labels(json.field("labels")),
                json.field("interval").seconds(Plan.MIN_INTERVAL, Plan.MAX_INTERVAL),
                json.field("timeout").seconds(NANO, Plan.MAX_TIMEOUT),
                new TreeSet<>(json.field("locations").items(item -> item.parsed(Location::new))),
                (int) json.field("hardDown").whole(0, MAX_HARD_DOWN),
                json.field("certificateWarn").seconds(Duration.ZERO, MAX_WARN),
                http(json));
        return new AssignedCheck(check, json.field("limits").items(item -> item.seconds(NANO, Plan.MAX_TIMEOUT)));
    }

    private static SortedMap<String, String> labels(JsonValue json) throws InvalidAssignmentException {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String name : json.fieldNames()) {
            labels.put(name, json.field(name).text());
        }
        return labels;
    }

    private static HttpTarget http(JsonValue check) throws InvalidAssignmentException {
        JsonValue json = check.find("http");
        if (json == null) {
            throw check.invalid("no protocol this agent knows", "http");
        }
        JsonValue redirects = json.field("redirects");
        JsonValue tls = json.field("tls");
        JsonValue body = json.find("body");
        return new HttpTarget(
                url(json.field("url")),
                json.field("method").text(),
                json.field("headers").items(AssignedChecksReader::header),
                body == null ? null : body.parsed(SecretText::new),
                version(json.field("version")),
                new HttpTarget.Redirects(redirects.field("follow").bool(), (int)
                        redirects.field("max").whole(0, MAX_REDIRECTS)),
                new HttpTarget.Tls(
                        optionalText(tls, "caFile"),
                        optionalText(tls, "serverName"),
                        tls.field("verify").bool()),
                json.field("maxBodyBytes").whole(0, Long.MAX_VALUE),
                expectation(json.field("expect")));
    }

    /** People keep secrets in URLs: a wrong one is not shown. */
    private static URI url(JsonValue json) throws InvalidAssignmentException {
        try {
            URI url = new URI(json.text());
            if (HttpTarget.isEndpoint(url)) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw json.invalid(e.getReason() + " at character " + (e.getIndex() + 1), "a URL");
        }
        throw json.invalid("a URL of another form", "http:// or https:// and a host");
    }

    private static HttpTarget.Header header(JsonValue json) throws InvalidAssignmentException {
        return new HttpTarget.Header(
                json.field("name").text(), json.field("value").parsed(SecretText::new));
    }

    private static HttpTarget.Version version(JsonValue json) throws InvalidAssignmentException {
        String text = json.text();
        for (HttpTarget.Version version : HttpTarget.Version.values()) {
            if (version.label().equals(text)) {
                return version;
            }
        }
        throw json.invalid(
                JsonValue.shown(text),
                Stream.of(HttpTarget.Version.values())
                        .map(HttpTarget.Version::label)
                        .collect(Collectors.joining(", ")));
    }

    private static HttpExpectation expectation(JsonValue json) throws InvalidAssignmentException {
        List<StatusMatch> status = json.field("status").items(item -> item.parsed(StatusMatch::parse));
        if (status.isEmpty()) {
            throw json.field("status").invalid("none", "at least one code or class");
        }
        JsonValue responseTime = json.find("responseTime");
        return new HttpExpectation(
                status,
                json.field("headers")
                        .items(item -> new HeaderMatch(item.field("name").text(), textMatch(item))),
                json.field("body").items(AssignedChecksReader::textMatch),
                responseTime == null ? null : responseTime.seconds(NANO, Plan.MAX_TIMEOUT),
                (int) json.field("certificateDaysLeft").whole(-1, MAX_DAYS));
    }

    private static TextMatch textMatch(JsonValue json) throws InvalidAssignmentException {
        JsonValue contains = json.find("contains");
        if (contains != null) {
            return new TextMatch.Contains(contains.text());
        }
        JsonValue matches = json.find("matches");
        if (matches == null) {
            throw json.invalid("no condition this agent knows", "contains or matches");
        }
        return new TextMatch.Matches(matches.text());
    }

    private static @Nullable String optionalText(JsonValue json, String name) throws InvalidAssignmentException {
        JsonValue value = json.find(name);
        return value == null ? null : value.text();
    }
}
