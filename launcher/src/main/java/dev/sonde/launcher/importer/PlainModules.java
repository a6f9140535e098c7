package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Modules of blackbox_exporter's other probers as blocks of ours. One thread. */
final class PlainModules {
    private final Part module;
    private final SecretPlaces secrets;
    private final String owner;

    PlainModules(Part module, SecretPlaces secrets, String owner) {
        this.module = module;
        this.secrets = secrets;
        this.owner = owner;
    }

    Draft tcp(ScrapeTarget target) {
        Draft tcp = new Draft().put("address", target.target());
        List<Draft> steps = new QueryResponse(secrets, owner, true).steps(module.parts("query_response"));
        Draft tls = new ModuleClient(secrets, owner).tls(module);
        boolean later = steps.stream().anyMatch(step -> step.get("starttls") != null);
        if (target.hostname() != null && tls.get("server_name") == null) {
            tls.put("server_name", target.hostname());
        }
        if (module.is("tls", false) && !later) {
            tcp.putBlock("tls", tls);
        } else if (later) {
            tcp.put("tls", tls);
        }
        tcp.put("network", ModuleClient.network(module));
        tcp.put("dialogue", steps);
        module.loseRest("not known");
        return tcp;
    }

    Draft dns(ScrapeTarget target) {
        Draft dns = new Draft().put("server", target.target());
        boolean tls = module.is("dns_over_tls", false);
        String transport = module.text("transport_protocol", "udp");
        dns.put("transport", tls ? "tls" : transport.startsWith("tcp") ? "tcp" : null);
        Draft settings = new ModuleClient(secrets, owner).tls(module);
        dns.put("tls", tls ? settings : null);
        dns.put("network", ModuleClient.network(module));
        dns.put("name", module.text("query_name"));
        dns.put("type", module.text("query_type", "ANY").toUpperCase(Locale.ROOT));
        String dnsClass = module.text("query_class", "IN").toUpperCase(Locale.ROOT);
        dns.put("class", dnsClass.equals("IN") ? null : dnsClass);
        dns.put("recursion", module.is("recursion_desired", true) ? null : "false");
        Draft expect = new Draft();
        expect.put("rcode", ModuleClient.all(module, "valid_rcodes"));
        for (String section : List.of("answer", "authority", "additional")) {
            Part rules = module.part("validate_" + section + "_rrs");
            if (rules != null) {
                expect.put(section, records(rules));
            }
        }
        dns.put("expect", expect);
        module.loseRest("not known");
        return dns;
    }

    /** There one of several expressions that must match some record will do, and all that may not match all records must. */
    private static Draft records(Part rules) {
        Draft records = new Draft();
        List<String> some = ModuleClient.all(rules, "fail_if_none_matches_regexp");
        records.put("matches", some.size() < 2 ? some : List.of("(?:" + String.join(")|(?:", some) + ")"));
        records.put("all_match", ModuleClient.all(rules, "fail_if_not_matches_regexp"));
        records.put("not_matches", ModuleClient.all(rules, "fail_if_matches_regexp"));
        List<String> notAll = ModuleClient.all(rules, "fail_if_all_match_regexp");
        if (notAll.size() < 2) {
            records.put("not_all_match", notAll);
        } else {
            rules.lost("fail_if_all_match_regexp", "fails only if every record matches all of them");
        }
        rules.loseRest("not known");
        return records;
    }

    Draft icmp(ScrapeTarget target) {
        Draft icmp = new Draft().put("host", target.target());
        String size = module.text("payload_size", "0");
        icmp.put("size", size.equals("0") ? null : size);
        String ttl = module.text("ttl", "0");
        icmp.put("ttl", ttl.equals("0") || ttl.equals("64") ? null : ttl);
        icmp.put("dont_fragment", module.is("dont_fragment", false) ? "true" : null);
        icmp.put("network", ModuleClient.network(module));
        module.loseRest("not known");
        return icmp;
    }

    Draft grpc(ScrapeTarget target) {
        Draft grpc = new Draft().put("address", target.target());
        grpc.put("service", ModuleClient.blankToNull(module.text("service")));
        Draft tls = new ModuleClient(secrets, owner).tls(module);
        if (module.is("tls", false)) {
            grpc.putBlock("tls", tls);
        }
        Part metadata = module.part("metadata");
        if (metadata != null) {
            for (String name : metadata.keys()) {
                List<Text> values = metadata.texts(name);
                if (values.size() > 1) {
                    metadata.lost(name, "only the first value is sent");
                }
                if (!values.isEmpty()) {
                    Text value = values.get(0);
                    grpc.at("metadata").put(name, secrets.header(value.place(), owner, name, value.text()));
                }
            }
        }
        grpc.put("network", ModuleClient.network(module));
        module.loseRest("not known");
        return grpc;
    }

    @Nullable
    Draft websocket(ScrapeTarget target) {
        TargetUrl url = TargetUrl.of(target.target(), target.place(), module.notes());
        if (url == null) {
            return null;
        }
        ModuleClient client = new ModuleClient(secrets, owner);
        Draft websocket = new Draft().put("url", url.url());
        Part headers = module.partOrNone("headers");
        for (String name : headers.keys()) {
            Part block = headers.isMapping(name) ? headers.part(name) : null;
            Text value = block == null ? headers.value(name) : null;
            if (block != null) {
                client.furtherHeader(name, block, websocket);
            } else if (value != null) {
                websocket.at("headers").put(name, secrets.header(value.place(), owner, name, value.text()));
            }
        }
        Part http = module.part("http_config");
        if (http != null) {
            client.http(http, websocket);
            websocket.put("tls", client.tls(http));
            http.ignore("follow_redirects", "enable_http2");
            http.loseRest("not known");
        }
        websocket.put("network", ModuleClient.network(module));
        websocket.put("dialogue", new QueryResponse(secrets, owner, false).steps(module.parts("query_response")));
        module.loseRest("not known");
        return websocket;
    }
}
