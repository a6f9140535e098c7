package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A module of blackbox_exporter's prober http as a block of ours. One thread. */
final class HttpModule {
    private final Part module;
    private final SecretPlaces secrets;
    private final String owner;

    HttpModule(Part module, SecretPlaces secrets, String owner) {
        this.module = module;
        this.secrets = secrets;
        this.owner = owner;
    }

    /** The block for one target; null if it cannot be carried over, which is noted. */
    @Nullable
    Draft block(ScrapeTarget target) {
        String lower = target.target().toLowerCase(Locale.ROOT);
        boolean hasScheme = lower.startsWith("http://") || lower.startsWith("https://");
        String written = (hasScheme ? "" : "http://") + target.target();
        TargetUrl url = TargetUrl.of(written, target.place(), module.notes());
        if (url == null) {
            return null;
        }
        ModuleClient client = new ModuleClient(secrets, owner);
        Draft http = new Draft().put("url", url.url());
        String method = module.text("method", "GET");
        http.put("method", method.isEmpty() || method.equals("GET") ? null : method);
        String compression = ModuleClient.blankToNull(module.text("compression"));
        Draft tls = client.tls(module);
        headers(http, target, compression != null, url.isTls() ? tls : null);
        body(http);
        http.put("version", version(url.isTls()));
        redirects(http);
        http.put("compression", compression);
        boolean authorized = module.pairs("headers").keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
        if (url.user() != null && !authorized) {
            Draft basic = http.at("auth").at("basic").put("username", SecretPlaces.escaped(url.user()));
            basic.put("password", secrets.value(target.place(), owner, "password"));
        }
        client.http(module, http);
        http.put("tls", tls);
        http.put("network", ModuleClient.network(module));
        size(http);
        http.put("expect", expect());
        module.ignore("skip_resolve_phase_with_proxy");
        module.loseRest("no key of blackbox_exporter that is known");
        return http;
    }

    private void headers(Draft http, ScrapeTarget target, boolean compressed, @Nullable Draft tls) {
        for (Map.Entry<String, Text> header : module.pairs("headers").entrySet()) {
            String name = header.getKey();
            Text value = header.getValue();
            if (name.equalsIgnoreCase("Accept-Encoding") && compressed) {
                continue; // what `compression` asks for
            }
            http.at("headers").put(name, secrets.header(value.place(), owner, name, value.text()));
            if (name.equalsIgnoreCase("Host")) {
                serverName(value.text(), tls);
            }
        }
        if (target.hostname() != null) {
            http.at("headers").put("Host", SecretPlaces.escaped(target.hostname()));
            serverName(target.hostname(), tls);
        }
    }

    private static void serverName(String host, @Nullable Draft tls) {
        if (tls != null && tls.get("server_name") == null) {
            tls.put("server_name", host.replaceFirst(":[0-9]+$", ""));
        }
    }

    private void body(Draft http) {
        Text body = module.value("body");
        if (body != null && !body.text().isEmpty()) {
            http.put(
                    "body",
                    SecretPlaces.isInBody(body.text())
                            ? secrets.value(body.place(), owner, module.name("body"))
                            : SecretPlaces.escaped(body.text()));
        }
        http.put("body_file", ModuleClient.blankToNull(module.text("body_file")));
    }

    private @Nullable String version(boolean secure) {
        boolean two = module.is("enable_http2", true);
        List<String> valid = ModuleClient.all(module, "valid_http_versions");
        if (module.is("enable_http3", false)) {
            if (secure && ModuleClient.blankToNull(module.text("proxy_url")) == null) {
                return "http/3";
            }
            module.lost("enable_http3", "HTTP/3 is spoken to https:// and without a proxy");
        }
        boolean one = valid.isEmpty() || valid.contains("HTTP/1.1");
        if (!two || (!valid.isEmpty() && !valid.contains("HTTP/2.0") && one)) {
            return "http/1.1";
        }
        return one ? null : "http/2";
    }

    private void redirects(Draft http) {
        boolean follow = module.is("follow_redirects", true);
        boolean none = module.is("no_follow_redirects", false);
        if (!follow || none) {
            http.put("redirects", new Draft().put("follow", "false"));
        } // followed, ours stop at the same number as theirs
    }

    private void size(Draft http) {
        String limit = ModuleClient.blankToNull(module.text("body_size_limit"));
        if (limit == null) {
            return;
        }
        long bytes = GoSize.parse(limit);
        if (bytes < 0) {
            module.lost("body_size_limit", limit + " is no size");
        } else if (bytes > 0) {
            http.put("max_body", GoSize.written(bytes));
        }
    }

    private Draft expect() {
        Draft expect = new Draft();
        expect.put("status", ModuleClient.all(module, "valid_status_codes"));
        Draft headers = conditions();
        expect.put("headers", headers);
        Draft body = new Draft();
        body.put("matches", ModuleClient.all(module, "fail_if_body_not_matches_regexp"));
        body.put("not_matches", ModuleClient.all(module, "fail_if_body_matches_regexp"));
        body.put("cel", cel());
        expect.put("body", body);
        if (module.is("fail_if_not_ssl", false)) {
            expect.put("tls", new Draft().put("min_version", "1.0"));
        }
        if (module.is("fail_if_ssl", false)) {
            module.lost("fail_if_ssl", "no expectation refuses TLS");
        }
        return expect;
    }

    /** Conditions on headers; those on one header, however it is written, are gathered. */
    private Draft conditions() {
        Map<String, Draft> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Part rule : module.parts("fail_if_header_matches")) {
            Draft condition = byName.computeIfAbsent(rule.text("header", ""), name -> new Draft());
            condition.add("not_matches", rule.text("regexp", ""));
            if (!rule.is("allow_missing", false) && condition.get("matches") == null) {
                condition.add("matches", "(?s).*"); // is there at all
            }
        }
        for (Part rule : module.parts("fail_if_header_not_matches")) {
            Draft condition = byName.computeIfAbsent(rule.text("header", ""), name -> new Draft());
            condition.add("matches", rule.text("regexp", ""));
            if (rule.is("allow_missing", false)) {
                rule.lost("allow_missing", "a missing header fails");
            }
        }
        Draft headers = new Draft();
        byName.forEach(headers::put);
        return headers;
    }

    private @Nullable String cel() {
        List<String> all = new ArrayList<>();
        String not = ModuleClient.blankToNull(module.text("fail_if_body_json_matches_cel"));
        String must = ModuleClient.blankToNull(module.text("fail_if_body_json_not_matches_cel"));
        if (not != null) {
            all.add("!(" + CelNames.bodyToJson(not) + ")");
        }
        if (must != null) {
            all.add(not == null ? CelNames.bodyToJson(must) : "(" + CelNames.bodyToJson(must) + ")");
        }
        return all.isEmpty() ? null : String.join(" && ", all);
    }
}
