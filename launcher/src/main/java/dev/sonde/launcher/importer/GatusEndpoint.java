package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One endpoint of Gatus as one protocol's block of ours, conditions included. One thread, used once. */
final class GatusEndpoint {
    private static final Pattern RANDOM = Pattern.compile("(?s).*\\[(RANDOM_STRING_[0-9]+|LOCAL_ADDRESS)\\].*");
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final Part endpoint;
    private final SecretPlaces secrets;
    private final Notes notes;
    private final String owner;
    private final String url;
    private final Part settings;
    private final GatusClient client;
    private final List<GatusCondition> conditions = new ArrayList<>();

    /** @param url without variables */
    GatusEndpoint(Part endpoint, SecretPlaces secrets, String owner, String url) {
        this.endpoint = endpoint;
        this.secrets = secrets;
        this.notes = endpoint.notes();
        this.owner = owner;
        this.url = url;
        this.settings = endpoint.partOrNone("client");
        this.client = new GatusClient(settings, secrets, owner);
    }

    /** Puts the protocol's block into the check and returns its key; null if it cannot be carried over, which is noted. */
    @Nullable
    String put(Draft check) {
        for (Text text : endpoint.texts("conditions")) {
            GatusCondition condition = GatusCondition.parse(GatusText.plain(text.text()), text.place());
            if (condition == null) {
                notes.lost(text.place(), text.text(), "no condition that is understood");
            } else {
                conditions.add(condition);
            }
        }
        for (GatusCondition condition : conditions) {
            boolean connected = condition.value().equals("true") == condition.isEqual();
            if (condition.subject().equals("CONNECTED") && !connected) {
                lost(condition, "a run that cannot connect always fails, so the endpoint is not carried over");
                return null;
            }
        }
        check.put("timeout", CheckTimes.timeout(timeout(), settings.place("timeout"), notes));
        String block = endpoint.has("dns") ? "dns" : byScheme();
        boolean put = block != null;
        if (block != null) {
            switch (block) {
                case "dns" -> check.put(block, dns());
                case "http" -> put = http(check);
                case "websocket" -> put = websocket(check);
                case "udp" -> check.put(block, stream(address(), null));
                case "tcp" -> check.put(block, stream(address(), url.startsWith("tls:") ? client.tls() : null));
                case "tls" -> check.put(block, tls());
                case "icmp" -> check.put(block, icmp());
                default -> check.put(block, grpc());
            }
        }
        client.finish();
        return put ? block : null;
    }

    /** Which block of ours the URL asks for; null if none, which is noted. */
    private @Nullable String byScheme() {
        String scheme = url.replaceFirst("://.*", "").toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> "http";
            case "ws", "wss" -> "websocket";
            case "tls" -> endpoint.has("body") ? "tcp" : "tls";
            case "starttls" -> "tls";
            case "grpc", "grpcs" -> "grpc";
            case "tcp", "udp", "icmp" -> scheme;
            default -> {
                notes.lost(endpoint.place("url"), UserInfo.shown(url), "no probe speaks " + scheme);
                yield null;
            }
        };
    }

    /** Host and port. */
    private String address() {
        return url.replaceFirst("^[A-Za-z]+://", "");
    }

    private boolean http(Draft check) {
        TargetUrl target = TargetUrl.of(url, endpoint.place("url"), notes);
        if (target == null) {
            return false;
        }
        Draft http = new Draft().put("url", target.url());
        String method = endpoint.text("method", "GET").toUpperCase(Locale.ROOT);
        http.put("method", method.equals("GET") ? null : method);
        Draft headers = client.headers(endpoint.pairs("headers"));
        boolean graphql = endpoint.is("graphql", false);
        if (graphql && headers.keys().keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", "application/json");
        }
        http.put("headers", headers);
        String body = body();
        http.put(
                "body",
                body == null ? null : graphql ? JsonObject.of("query", body).encode() : body);
        if (target.user() != null && headers.keys().keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            Draft basic = http.at("auth").at("basic").put("username", SecretPlaces.escaped(target.user()));
            basic.put("password", secrets.value(endpoint.place("url"), owner, "password"));
        }
        client.http(http);
        Draft tls = client.tls();
        Object host = headers.get("Host");
        if (host instanceof String name && target.isTls() && !name.contains("${")) {
            notes.lost(
                    endpoint.place("headers"),
                    "headers.Host",
                    "is sent; for SNI set tls.server_name too if it must differ from the URL's");
        }
        http.put("tls", tls).put("network", client.network());
        HttpConditions answer = new HttpConditions(notes);
        Draft expect = new Draft();
        List<GatusCondition> others = new ArrayList<>();
        for (GatusCondition condition : conditions) {
            if (!answer.take(condition)) {
                others.add(condition);
            }
        }
        if (answer.contradict()) {
            notes.lost(endpoint.place("conditions"), "conditions", "no status would be right");
            return false;
        }
        answer.put(expect);
        rest(others, expect, "response_time", true);
        check.put("http", http.put("expect", expect));
        return true;
    }

    private boolean websocket(Draft check) {
        TargetUrl target = TargetUrl.of(url, endpoint.place("url"), notes);
        if (target == null) {
            return false;
        }
        Draft websocket = new Draft().put("url", target.url());
        websocket.put("headers", client.headers(endpoint.pairs("headers")));
        websocket.put("tls", client.tls()).put("network", client.network());
        websocket.put("dialogue", dialogue());
        Draft expect = new Draft();
        rest(conditions, expect, "response_time", true);
        check.put("websocket", websocket.put("expect", expect));
        return true;
    }

    private Draft stream(String address, @Nullable Draft tls) {
        Draft stream = new Draft().put("address", address);
        if (tls != null) {
            stream.putBlock("tls", tls);
        }
        stream.put("network", client.network());
        stream.put("dialogue", dialogue());
        Draft expect = new Draft();
        rest(conditions, expect, "response_time", tls != null);
        return stream.put("expect", expect);
    }

    private Draft tls() {
        Draft tls = new Draft().put("address", address());
        tls.put("starttls", url.startsWith("starttls") ? "smtp" : null);
        tls.put("tls", client.tls()).put("network", client.network());
        Draft expect = new Draft();
        rest(conditions, expect, "response_time", true);
        return tls.put("expect", expect);
    }

    private Draft icmp() {
        Draft icmp =
                new Draft().put("host", address().replaceAll("[\\[\\]]", "")).put("network", client.network());
        Draft expect = new Draft();
        rest(conditions, expect, "round_trip", false);
        return icmp.put("expect", expect);
    }

    private Draft grpc() {
        Draft grpc = new Draft().put("address", address());
        boolean secure = url.startsWith("grpcs");
        Draft tls = client.tls();
        if (secure) {
            grpc.putBlock("tls", tls);
        }
        grpc.put("network", client.network());
        Draft expect = new Draft();
        List<GatusCondition> others = new ArrayList<>();
        for (GatusCondition condition : conditions) {
            boolean serving = condition.subject().equals("BODY")
                    && condition.path().equals(".status")
                    && condition.isEqual()
                    && condition.pattern() == null;
            if (serving) {
                expect.put("serving", condition.values());
            } else {
                others.add(condition);
            }
        }
        rest(others, expect, "response_time", secure);
        return grpc.put("expect", expect);
    }

    private Draft dns() {
        Part query = endpoint.partOrNone("dns");
        Draft dns = new Draft().put("server", address());
        dns.put("name", query.text("query-name")).put("type", query.text("query-type"));
        query.loseRest("not known");
        Draft expect = new Draft();
        List<GatusCondition> others = new ArrayList<>();
        for (GatusCondition condition : conditions) {
            boolean plain = condition.isEqual()
                    && condition.function().isEmpty()
                    && condition.path().isEmpty();
            if (plain && condition.subject().equals("DNS_RCODE") && condition.pattern() == null) {
                expect.put("rcode", condition.values());
            } else if (plain && condition.subject().equals("BODY")) {
                expect.at("answer").add("matches", recordMatch(condition));
            } else {
                others.add(condition);
            }
        }
        rest(others, expect, "response_time", false);
        return dns.put("expect", expect);
    }

    /** A record's data stands at the end of its line, a name perhaps with a last dot. */
    private static String recordMatch(GatusCondition condition) {
        String expression = condition.expression();
        return "\\s\"?" + expression.substring(1, expression.length() - 1) + "\\.?\"?$";
    }

    /** What is sent, and the one condition on what comes back. */
    private List<Draft> dialogue() {
        List<Draft> steps = new ArrayList<>();
        String body = body();
        if (body == null) {
            return steps;
        }
        steps.add(new Draft().put("send", body));
        String expected = null;
        for (GatusCondition condition : List.copyOf(conditions)) {
            boolean whole = condition.subject().equals("BODY")
                    && condition.function().isEmpty()
                    && condition.path().isEmpty()
                    && condition.isEqual();
            if (whole && expected == null) {
                String pattern = condition.pattern();
                String contained = pattern == null ? null : Glob.contained(pattern);
                expected = contained == null ? condition.expression() : com.google.re2j.Pattern.quote(contained);
                conditions.remove(condition);
            }
        }
        steps.add(new Draft().put("expect", expected == null ? "(?s)." : expected));
        return steps;
    }

    /** Conditions that do not depend on the protocol; what is left over is noted. */
    private void rest(List<GatusCondition> left, Draft expect, String timeKey, boolean certificate) {
        for (GatusCondition condition : left) {
            Double number = condition.number();
            boolean below = condition.operator().startsWith("<");
            boolean above = condition.operator().startsWith(">");
            switch (condition.subject()) {
                case "RESPONSE_TIME" -> {
                    if (below && number != null && number >= 1) {
                        expect.put(timeKey, CheckTimes.limit(Duration.ofMillis(Math.round(number))));
                    } else {
                        lost(condition, "only an upper limit of the response time is expected");
                    }
                }
                case "CERTIFICATE_EXPIRATION" -> {
                    if (above && number != null && certificate) {
                        long days = (Math.round(number) + DAY_MILLIS - 1) / DAY_MILLIS;
                        expect.at("certificate").put("days_left", Long.toString(Math.min(days, 3650)));
                    } else {
                        lost(condition, "only a least time left of a certificate is expected");
                    }
                }
                case "CONNECTED" -> {} // every run expects it
                case "IP" -> lost(condition, "addresses are in the evidence, not in expectations");
                case "DOMAIN_EXPIRATION" -> lost(condition, "registration of domains is not looked up");
                default -> lost(condition, "no expectation of this protocol");
            }
        }
    }

    /** What is sent, with references in place of secrets; null if nothing is. */
    private @Nullable String body() {
        Text written = endpoint.value("body");
        if (written == null || written.text().isEmpty()) {
            return null;
        }
        String text = written.text()
                .replace("[ENDPOINT_NAME]", endpoint.text("name", ""))
                .replace("[ENDPOINT_GROUP]", endpoint.text("group", ""))
                .replace("[ENDPOINT_URL]", url);
        if (RANDOM.matcher(text).matches()) {
            endpoint.lost("body", "[RANDOM_STRING_N] and [LOCAL_ADDRESS] are sent as they stand");
        }
        if (GatusText.hasVariables(text)) {
            return secrets.variables(written.place(), endpoint.name("body"), text);
        }
        String plain = GatusText.plain(text);
        return SecretPlaces.isInBody(plain)
                ? secrets.value(written.place(), owner, endpoint.name("body"))
                : SecretPlaces.escaped(plain);
    }

    private Duration timeout() {
        Duration timeout = CheckTimes.of(settings, "timeout");
        return timeout == null || timeout.isZero() ? Duration.ofSeconds(10) : timeout;
    }

    private void lost(GatusCondition condition, String why) {
        notes.lost(condition.place(), condition.text(), why);
    }
}
