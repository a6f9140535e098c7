package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.launcher.endtoend.BlackboxPair.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our {@code /probe} beside Debian's blackbox_exporter, against the same servers and with the same modules: the same
 * families with the same labels and types, but for what newer versions add, and the same values.
 */
class BlackboxParityIT {
    private static final String MODULES = """
            modules:
              http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}
              http_short: {prober: http, timeout: 400ms, http: {preferred_ip_protocol: ip4}}
              http_stay: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, follow_redirects: false, valid_status_codes: [302]}}
              http_body: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, fail_if_body_not_matches_regexp: ["^all .* well$"]}}
              http_wrong: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, fail_if_body_matches_regexp: ["well"]}}
              http_header: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, fail_if_header_not_matches: [{header: Last-Modified, regexp: "2015"}]}}
              http_gzip: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, compression: gzip, headers: {Accept-Encoding: gzip}, fail_if_body_not_matches_regexp: ["well"]}}
              http_deflate: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, compression: deflate, headers: {Accept-Encoding: deflate}, fail_if_body_not_matches_regexp: ["well"]}}
              http_br: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, compression: br, headers: {Accept-Encoding: br}, fail_if_body_not_matches_regexp: ["packed"]}}
              http_limit: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, body_size_limit: 5B}}
              http_post: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, method: POST, body: "hello"}}
              http_h1: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, enable_http2: false, tls_config: {ca_file: @CA@}}}
              https: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, tls_config: {ca_file: @CA@}}}
              https_any: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}}}
              https_never: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4, fail_if_ssl: true, tls_config: {ca_file: @CA@}}}
              tcp: {prober: tcp, timeout: 5s, tcp: {preferred_ip_protocol: ip4}}
              tls: {prober: tcp, timeout: 5s, tcp: {preferred_ip_protocol: ip4, tls: true, tls_config: {ca_file: @CA@}}}
              tls_bad: {prober: tcp, timeout: 5s, tcp: {preferred_ip_protocol: ip4, tls: true}}
              smtp:
                prober: tcp
                timeout: 5s
                tcp:
                  preferred_ip_protocol: ip4
                  query_response:
                    - expect: "^220 ([^ ]+) ESMTP (.+)$"
                      send: "EHLO ${1}"
                    - expect: "^250 OK$"
              silent: {prober: tcp, timeout: 1s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: "never said"}]}}
              dns_a: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: a.example.test, query_type: A, validate_answer_rrs: {fail_if_not_matches_regexp: ["a\\\\.example\\\\.test\\\\.\\t[0-9]+\\tIN\\tA\\t10\\\\.1\\\\.2\\\\.3$"]}}}
              dns_tcp: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: a.example.test, query_type: A, transport_protocol: tcp}}
              dns_nx: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: nope.example.test, query_type: A}}
              dns_nx_ok: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: nope.example.test, query_type: A, valid_rcodes: [NXDOMAIN]}}
              dns_none: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: a.example.test, query_type: MX, validate_answer_rrs: {fail_if_all_match_regexp: ["x"]}}}
              dns_txt: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: t.example.test, query_type: TXT, validate_answer_rrs: {fail_if_none_matches_regexp: ["TXT\\t\\"hello\\" \\"a b\\"$"]}}}
              dns_mx: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: example.test, query_type: MX, validate_answer_rrs: {fail_if_not_matches_regexp: ["MX\\t5 mail\\\\.example\\\\.test\\\\.$"]}}}
              dns_srv: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: _x._tcp.example.test, query_type: SRV, validate_answer_rrs: {fail_if_matches_regexp: ["SRV\\t1 2 80 a\\\\.example\\\\.test\\\\.$"]}}}
              dns_soa: {prober: dns, timeout: 5s, dns: {preferred_ip_protocol: ip4, query_name: zone.test, query_type: SOA}}
              grpc: {prober: grpc, timeout: 5s, grpc: {preferred_ip_protocol: ip4}}
              grpc_shop: {prober: grpc, timeout: 5s, grpc: {preferred_ip_protocol: ip4, service: shop}}
              icmp: {prober: icmp, timeout: 2s, icmp: {preferred_ip_protocol: ip4}}
              icmp6: {prober: icmp, timeout: 2s}
              icmp_ttl: {prober: icmp, timeout: 2s, icmp: {preferred_ip_protocol: ip4, ttl: 5, payload_size: 2000, dont_fragment: true}}
            """;

    /** Values that must be the same; those that are not in this list are durations. */
    private static final List<String> EXACT = List.of(
            "probe_success",
            "probe_ip_protocol",
            "probe_ip_addr_hash",
            "probe_http_status_code",
            "probe_http_content_length",
            "probe_http_uncompressed_body_length",
            "probe_http_redirects",
            "probe_http_ssl",
            "probe_http_version",
            "probe_http_last_modified_timestamp_seconds",
            "probe_failed_due_to_regex",
            "probe_ssl_earliest_cert_expiry",
            "probe_ssl_last_chain_expiry_timestamp_seconds",
            "probe_tls_version_info",
            "probe_dns_answer_rrs",
            "probe_dns_authority_rrs",
            "probe_dns_additional_rrs",
            "probe_dns_query_succeeded",
            "probe_dns_serial",
            "probe_grpc_ssl",
            "probe_grpc_status_code",
            "probe_grpc_healthcheck_response",
            "probe_icmp_reply_hop_limit");

    @TempDir
    private static Path home;

    private static Nginx nginx;
    private static OddServers odd;
    private static Dnsmasq dns;
    private static HealthServer health;
    private static BlackboxPair pair;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        nginx = Nginx.start(home.resolve("nginx"));
        odd = OddServers.start();
        dns = Dnsmasq.start(home.resolve("dnsmasq"));
        health = HealthServer.start();
        String modules = MODULES.replace("@CA@", nginx.certificate().toString());
        pair = BlackboxPair.start(home.resolve("blackbox"), modules);
    }

    @AfterAll
    static void stop() throws IOException {
        for (AutoCloseable each : new AutoCloseable[] {pair, health, dns, odd, nginx}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            http_2xx,    odd:/
            http_2xx,    odd:/hop1
            http_2xx,    odd:/loop
            http_2xx,    odd:/missing
            http_2xx,    odd:/modified
            http_2xx,    odd:/chunked
            http_2xx,    odd:/delayed
            http_2xx,    nginx:/
            http_2xx,    http://127.0.0.1:1/
            http_2xx,    127.0.0.1:1
            http_2xx,    http://no-such-name.invalid/
            http_short,  odd:/never
            http_stay,   odd:/hop1
            http_body,   odd:/
            http_body,   odd:/gzip
            http_wrong,  odd:/
            http_header, odd:/modified
            http_header, odd:/
            http_gzip,   odd:/gzip
            http_gzip,   odd:/
            http_deflate, odd:/deflate
            http_br,     odd:/br
            http_limit,  odd:/
            http_post,   odd:/
            http_2xx,    tls:/
            https,       tls:/
            https,       odd:/hop1
            http_h1,     tls:/
            https_any,   tls:/
            https_never, tls:/
            tcp,         banner
            tls,         tls
            smtp,        banner
            silent,      banner
            dns_a,       dns
            dns_tcp,     dns
            dns_nx,      dns
            dns_nx_ok,   dns
            dns_none,    dns
            dns_txt,     dns
            dns_mx,      dns
            dns_srv,     dns
            dns_soa,     dns
            dns_a,       127.0.0.1:1
            icmp,        127.0.0.1
            icmp6,       ::1
            icmp_ttl,    127.0.0.1
            icmp,        no-such-name.invalid
            """)
    void probe_tellsWhatTheOriginalTells(String module, String where) {
        String target = target(where);

        Page theirs = pair.theirs(module, target);
        Page ours = pair.ours(module, target);

        assertThat(ours.shapes()).as(pair.ourDebug(module, target)).isEqualTo(asNewerVersionsTell(theirs));
        assertThat(ours.only(EXACT)).as(pair.ourDebug(module, target)).isEqualTo(theirs.only(EXACT));
    }

    /** The gauges of a dialogue that never began are gone in newer versions, as in ours. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            tcp,     127.0.0.1:1
            tcp,     no-such-name.invalid:1
            tls_bad, tls
            tls,     banner
            """)
    void probe_ofTcpThatDoesNotConnectHasNoDialoguesGauge(String module, String where) {
        Page theirs = pair.theirs(module, target(where));
        Page ours = pair.ours(module, target(where));

        TreeSet<String> expected = asNewerVersionsTell(theirs);
        assertThat(expected.remove("probe_failed_due_to_regex[] gauge")).isTrue();
        assertThat(expected.remove("probe_failed_due_to_bytes[] gauge")).isTrue();
        assertThat(ours.shapes()).isEqualTo(expected);
        assertThat(ours.value("probe_success")).isZero();
    }

    /** Debian's version tells that a certificate expired in 1970 where there is none. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            grpc,      grpc,        1, 0
            grpc_shop, grpc,        0, 0
            grpc,      127.0.0.1:1, 0, 14
            """)
    void probe_ofGrpcInClearTextHasNoCertificatesGauge(String module, String where, int success, int status) {
        Page theirs = pair.theirs(module, target(where));
        Page ours = pair.ours(module, target(where));

        TreeSet<String> shapes = asNewerVersionsTell(theirs);
        assertThat(shapes.remove("probe_ssl_earliest_cert_expiry[] gauge")).isTrue();
        Map<String, Double> values = theirs.only(EXACT);
        assertThat(values.remove("probe_ssl_earliest_cert_expiry")).isZero();
        assertThat(ours.shapes()).isEqualTo(shapes);
        assertThat(ours.only(EXACT)).as(pair.ourDebug(module, target(where))).isEqualTo(values);
        assertThat(ours.value("probe_success")).isEqualTo(success);
        assertThat(ours.value("probe_grpc_status_code")).isEqualTo(status);
    }

    @Test
    void metrics_tellOfModulesAndReloads() {
        Http.get("http://127.0.0.1:" + pair.ourPort() + "/probe?module=nobody&target=x");

        assertThat(Http.get("http://127.0.0.1:" + pair.ourPort() + "/metrics").body())
                .contains("blackbox_exporter_build_info{version=", "blackbox_module_unknown_total 1")
                .contains("blackbox_exporter_config_last_reload_successful 1")
                .contains("blackbox_exporter_config_last_reload_success_timestamp_seconds 1");
    }

    @Test
    void probe_tellsTheSameCertificateAndItsSerialNumberBesides() {
        String target = nginx.tlsUrl("/");

        String theirs = info(pair.theirs("https", target));
        String ours = info(pair.ours("https", target));

        assertThat(ours.replaceFirst("serialnumber=\"[0-9a-f]+\",", "")).isEqualTo(theirs);
        assertThat(ours).containsPattern("serialnumber=\"[0-9a-f]{2,40}\"");
    }

    /** The certificate is for localhost and 127.0.0.1. Debian's version has the parameter for http alone. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            https, localhost, 1
            https, other.example, 0
            tls,   localhost, 1
            tls,   other.example, 0
            """)
    void probe_verifiesTheHostnameThatIsAskedFor(String module, String hostname, int success) {
        String target = nginx.tlsUrl("/").replace("localhost", "127.0.0.1");
        String where = module.equals("tls") ? target.replaceAll("https://|/$", "") : target;

        assertThat(pair.ours(module, where, hostname).value("probe_success")).isEqualTo(success);
        if (module.equals("https")) {
            assertThat(pair.theirs(module, where, hostname).value("probe_success"))
                    .isEqualTo(success);
        }
    }

    @Test
    void hangup_readsTheModulesAgain() throws IOException, InterruptedException {
        pair.append("  later: {prober: http, timeout: 3s}\n");

        Awaitility.await("the new module is known")
                .atMost(Duration.ofSeconds(20))
                .until(() -> pair.ourText("/config").contains("  later:\n"));
    }

    @Test
    void probe_measuresWhatTheOriginalMeasures() {
        Page theirs = pair.theirs("http_2xx", odd.url("/delayed"));
        Page ours = pair.ours("http_2xx", odd.url("/delayed"));

        String processing = "probe_http_duration_seconds{phase=\"processing\"}";
        assertThat(theirs.value(processing)).isBetween(0.3, 1.5);
        assertThat(ours.value(processing)).isBetween(0.3, 1.5);
        assertThat(ours.value("probe_duration_seconds")).isCloseTo(theirs.value("probe_duration_seconds"), within(0.5));
        assertThat(ours.value("probe_http_duration_seconds{phase=\"connect\"}")).isLessThan(0.2);
        assertThat(ours.value("probe_http_duration_seconds{phase=\"transfer\"}"))
                .isLessThan(0.2);
    }

    @Test
    void probe_endsWhenTheOriginalEnds() {
        Page theirs = pair.theirs("http_short", odd.url("/never"));
        Page ours = pair.ours("http_short", odd.url("/never"));

        // The module's timeout is 0.4 s; Go's timers were seen to fire 0.2 ms before their time.
        assertThat(theirs.value("probe_duration_seconds")).isBetween(0.39, 1.2);
        assertThat(ours.value("probe_duration_seconds")).isBetween(0.4, 1.2);
    }

    /** The same through a real Prometheus: series stored, types known, values equal. */
    @Test
    void scrape_storesWhatItStoresOfTheOriginal() throws IOException {
        Path server = RealProgram.find("prometheus");
        Path directory = Files.createDirectories(home.resolve("prometheus"));
        int port = RealProgram.freePort();
        Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                %s%s
                """.formatted(
                        job("theirs", pair.theirPort()), job("ours", pair.ourPort())));
        RealProgram prometheus = RealProgram.start(
                "prometheus",
                directory,
                List.of(
                        server.toString(),
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"));
        try (prometheus) {
            String url = "http://127.0.0.1:" + port;
            Awaitility.await("both jobs are scraped twice")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> scraped(url, "theirs") && scraped(url, "ours"));

            TreeMap<String, String> theirs = stored(url, "theirs");
            TreeMap<String, String> ours = stored(url, "ours");
            ours.keySet().removeIf(series -> series.startsWith("probe_timeout_seconds"));

            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            for (String series : theirs.keySet()) {
                if (EXACT.contains(series.replaceFirst("\\{.*", ""))) {
                    assertThat(ours.get(series)).as(series).isEqualTo(theirs.get(series));
                }
            }
            JsonObject types = Http.json(url + "/api/v1/metadata?metric=probe_success");
            assertThat(types.getJsonObject("data").getJsonArray("probe_success").toString())
                    .contains("\"gauge\"");
        }
    }

    private static String job(String name, int port) {
        return """
                  - job_name: %s
                    metrics_path: /probe
                    params: {module: [http_2xx], target: ['%s']}
                    static_configs: [{targets: ['127.0.0.1:%d'], labels: {instance: probe}}]
                """.formatted(name, odd.url("/hop1"), port);
    }

    private static boolean scraped(String url, String job) {
        JsonArray result = query(url, "count_over_time(probe_success{job=\"" + job + "\"}[1m]) >= 2");
        return !result.isEmpty();
    }

    private static TreeMap<String, String> stored(String url, String job) {
        TreeMap<String, String> series = new TreeMap<>();
        for (Object each : query(url, "{job=\"" + job + "\",__name__=~\"probe_.*\"}")) {
            JsonObject found = (JsonObject) each;
            Map<String, Object> labels =
                    new TreeMap<>(found.getJsonObject("metric").getMap());
            labels.remove("job");
            String name = String.valueOf(labels.remove("__name__"));
            series.put(name + labels, found.getJsonArray("value").getString(1));
        }
        return series;
    }

    private static JsonArray query(String url, String expression) {
        String encoded = java.net.URLEncoder.encode(expression, java.nio.charset.StandardCharsets.UTF_8);
        return Http.json(url + "/api/v1/query?query=" + encoded)
                .getJsonObject("data")
                .getJsonArray("result");
    }

    /** The shapes with exactly what newer versions than Debian's 0.23 add, each where its family belongs. */
    private static TreeSet<String> asNewerVersionsTell(Page theirs) {
        TreeSet<String> shapes = new TreeSet<>();
        for (String shape : theirs.shapes()) {
            shapes.add(shape.replace("issuer, subject", "issuer, serialnumber, subject"));
        }
        boolean http = shapes.contains("probe_http_status_code[] gauge");
        shapes.add("probe_timeout_seconds[] gauge");
        if (http && shapes.contains("probe_tls_version_info[version] gauge")) {
            shapes.add("probe_tls_cipher_info[cipher] gauge");
        }
        if (!http && shapes.contains("probe_failed_due_to_regex[] gauge")) {
            shapes.add("probe_failed_due_to_bytes[] gauge");
        }
        return shapes;
    }

    private static String info(Page page) {
        return page.values().keySet().stream()
                .filter(series -> series.startsWith("probe_ssl_last_chain_info"))
                .findFirst()
                .orElse("");
    }

    private static String target(String where) {
        if (where.startsWith("odd:")) {
            return odd.url(where.substring(4));
        }
        if (where.startsWith("nginx:")) {
            return nginx.url(where.substring(6));
        }
        if (where.startsWith("tls:")) {
            return nginx.tlsUrl(where.substring(4));
        }
        return switch (where) {
            case "banner" -> odd.bannerTarget();
            case "tls" -> nginx.tlsUrl("/").replaceAll("https://|/$", "");
            case "dns" -> dns.target();
            case "grpc" -> health.target();
            default -> where;
        };
    }
}
