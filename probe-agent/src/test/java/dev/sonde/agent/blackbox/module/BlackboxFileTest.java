package dev.sonde.agent.blackbox.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.agent.blackbox.module.ClientSettings.Credentials;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackboxFileTest {
    @Test
    void read_takesEveryKeyOfTheHttpProber() throws InvalidConfigException {
        ProbeModule module = only("""
                modules:
                  shop:
                    prober: http
                    timeout: 1m2.5s
                    http:
                      valid_status_codes: [200, 204, 200]
                      valid_http_versions: ["HTTP/1.1", "HTTP/2.0"]
                      method: POST
                      headers: {Host: shop.example, Accept-Encoding: "gzip;q=0.5, *;q=0"}
                      body: !!binary aGFsbG8=
                      preferred_ip_protocol: ip4
                      ip_protocol_fallback: no
                      skip_resolve_phase_with_proxy: yes
                      fail_if_ssl: true
                      fail_if_body_matches_regexp: ["error"]
                      fail_if_body_not_matches_regexp: ["^ok", "(?i)fine"]
                      fail_if_body_json_matches_cel: body.status == 'down'
                      fail_if_header_matches: [{header: Server, regexp: old, allow_missing: true}]
                      fail_if_header_not_matches: [{header: X-A, regexp: "[0-9]+"}]
                      compression: gzip
                      body_size_limit: 1.5KB
                      basic_auth: {username: u, password_file: /etc/pw}
                      tls_config: {ca_file: ca.pem, insecure_skip_verify: true, min_version: TLS12, server_name: a.b}
                      follow_redirects: false
                      enable_http2: false
                      proxy_url: http://me:secret@proxy:3128
                      no_proxy: localhost,.corp
                      proxy_connect_header: {X-P: [a, b]}
                      http_headers: {X-Key: {values: [v], secrets: [s], files: [f]}}
                """);

        HttpModule http = module.http();
        assertThat(module.timeout()).isEqualTo(Duration.ofMillis(62_500));
        assertThat(http.validStatusCodes()).containsExactly(200, 204, 200);
        assertThat(http.method()).isEqualTo("POST");
        assertThat(http.host()).isEqualTo("shop.example");
        assertThat(http.body()).hasToString("hallo");
        assertThat(http.ip()).isEqualTo(new IpChoice(IpChoice.Family.IP4, false, null));
        assertThat(http.skipResolveWithProxy()).isTrue();
        assertThat(http.bodyNotMatches()).hasSize(2);
        assertThat(http.headerMatches().get(0).allowMissing()).isTrue();
        assertThat(http.bodySizeLimit()).isEqualTo(1536);
        assertThat(http.client().followRedirects()).isFalse();
        assertThat(http.client().http2()).isFalse();
        assertThat(http.client().tls().verify()).isFalse();
        assertThat(http.client().tls().minVersion()).isEqualTo("TLS12");
        assertThat(http.client().proxy().except()).isEqualTo("localhost,.corp");
        assertThat(http.client().credentials()).isInstanceOf(Credentials.Basic.class);
        assertThat(http.client().headers().get(0).values()).hasSize(3);
    }

    @Test
    void read_fillsInTheDefaultsOfAModuleThatSaysNothing() throws InvalidConfigException {
        ProbeModule module = only("modules: {http_2xx: {prober: http, http: }}");

        assertThat(module.timeout()).isEqualTo(Duration.ZERO);
        assertThat(module.http().method()).isEqualTo("GET");
        assertThat(module.http().ip()).isEqualTo(new IpChoice(IpChoice.Family.IP6, true, null));
        assertThat(module.http().client()).isEqualTo(ClientSettings.DEFAULT);
        assertThat(module.icmp().ttl()).isEqualTo(64);
        assertThat(module.dns().recursion()).isTrue();
    }

    @Test
    void read_takesDialoguesWithBytesLabelsAndMergedKeys() throws InvalidConfigException {
        BlackboxFile file = read("""
                modules:
                  smtp: &smtp
                    prober: tcp
                    timeout: 5s
                    tcp:
                      query_response:
                        - expect: "^220 (?P<name>[^ ]+) ESMTP"
                          labels: [{name: software, value: "${1}"}]
                          send: "EHLO ${1}"
                        - starttls: true
                        - expect_bytes: !!binary AQID
                          send: !!binary /w==
                  slow:
                    <<: *smtp
                    timeout: 20s
                """);

        ProbeModule slow = file.modules().get("slow");
        assertThat(slow.timeout()).isEqualTo(Duration.ofSeconds(20));
        List<QueryStep> steps = slow.tcp().dialogue();
        assertThat(steps.get(0).labels()).containsExactly(new QueryStep.Label("software", "${1}"));
        assertThat(steps.get(1).startTls()).isTrue();
        assertThat(steps.get(2).expectBytes().toArray()).containsExactly(1, 2, 3);
        assertThat(steps.get(2).send().toArray()).containsExactly(0xFF);
    }

    @Test
    void read_takesWebsocketHeadersAsTextsToo() throws InvalidConfigException {
        ProbeModule module =
                only("modules: {ws: {prober: websocket, websocket: {headers: {A: plain, B: {values: [one, two]}}}}}");

        assertThat(module.websocket().headers())
                .extracting(header -> header.name() + header.values().size())
                .containsExactly("A1", "B2");
        assertThat(module.yaml()).contains("    A:\n      values:\n      - plain\n");
    }

    @Test
    void forHost_setsHostForHttpAndServerNameForTcpIfUnset() throws InvalidConfigException {
        BlackboxFile file = read("""
                modules:
                  web: {prober: http}
                  tls: {prober: tcp, tcp: {tls: true}}
                  set: {prober: tcp, tcp: {tls: true, tls_config: {server_name: mine}}}
                """);

        assertThat(file.modules().get("web").forHost("h").http().host()).isEqualTo("h");
        assertThat(file.modules().get("tls").forHost("h").tcp().tls().serverName())
                .isEqualTo("h");
        assertThat(file.modules().get("set").forHost("h").tcp().tls().serverName())
                .isEqualTo("mine");
    }

    @Test
    void yaml_showsDefaultsAndHidesSecrets() throws InvalidConfigException {
        String yaml = read("""
                modules:
                  m:
                    prober: http
                    timeout: 90s
                    http:
                      headers: {Authorization: Bearer hunter2, X-Plain: seen}
                      authorization: {credentials: hunter3}
                      tls_config: {cert_file: c.pem, key: hunter4}
                      proxy_url: http://me:hunter5@proxy:3128
                      http_headers: {X-A: {values: [shown], secrets: [hunter6]}}
                      fail_if_body_matches_regexp: ["a\\"b"]
                """).yaml();

        assertThat(yaml).doesNotContain("hunter").contains("shown", "X-Plain: seen");
        assertThat(yaml).startsWith("""
                modules:
                  m:
                    prober: http
                    timeout: 1m30s
                    http:
                      method: GET
                      headers:
                        Authorization: <secret>
                """);
        assertThat(yaml).contains("      authorization:\n        type: Bearer\n        credentials: <secret>\n");
        assertThat(yaml).contains("cert_file: c.pem", "key: <secret>", "me:xxxxx@proxy", "- \"a\\\"b\"");
        assertThat(yaml).contains("ip_protocol_fallback: true", "follow_redirects: true", "enable_http2: true");
    }

    @Test
    void yaml_isReadBackAsTheSame() throws InvalidConfigException {
        BlackboxFile file = read("""
                modules:
                  a: {prober: tcp, tcp: {query_response: [{expect: "^SSH-2.0-"}, {send: "on"}, {starttls: true}]}}
                  b: {prober: dns, dns: {query_name: example.org, valid_rcodes: [NOERROR, NXDOMAIN]}}
                  "1": {prober: icmp, icmp: {ttl: 5, dont_fragment: true}}
                """);

        BlackboxFile again = read(file.yaml());

        assertThat(again.yaml()).isEqualTo(file.yaml());
        assertThat(again.modules().keySet()).containsExactly("a", "b", "1");
        assertThat(again.modules().get("a").tcp().dialogue()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            modules: {m: {prober: http, htp: {}}}                            | 1:29: unknown key htp, did you mean http?
            modules: {m: {http: {method: A, method: B}}}                     | 1:33: duplicate key method
            modules: {m: {timeout: 5}}                                       | 1:24: timeout: 5 (expected: a duration
            modules: {m: {http: {body: a, body_file: b}}}                    | 1:42: body and body_file together
            modules: {m: {http: {basic_auth: {}, oauth2: {client_id: a, token_url: http://t}}}} | basic_auth and oauth2 together
            modules: {m: {http: {bearer_token: a, authorization: {}}}}       | authorization and bearer_token together
            modules: {m: {http: {bearer_token: a, bearer_token_file: b}}}    | bearer_token and bearer_token_file together
            modules: {m: {http: {authorization: {type: BASIC}}}}             | type: BASIC (expected: another word
            modules: {m: {http: {oauth2: {token_url: http://t}}}}            | oauth2 without client_id
            modules: {m: {http: {oauth2: {client_id: a}}}}                   | oauth2 without token_url
            modules: {m: {http: {http_headers: {host: {values: [a]}}}}}      | http_headers key: host
            modules: {m: {http: {no_proxy: a}}}                              | no_proxy without proxy_url
            modules: {m: {http: {proxy_from_environment: true, proxy_url: http://p}}} | proxy_from_environment together with proxy_url
            modules: {m: {http: {compression: gzip, headers: {accept-encoding: br}}}} | 1:35: compression: gzip, which
            modules: {m: {http: {compression: gzip, headers: {Accept-Encoding: 'gzip;q=0.0, *'}}}} | compression: gzip, which
            modules: {m: {http: {compression: lzma}}}                        | compression: lzma (expected: one of
            modules: {m: {http: {enable_http3: true}}}                       | enable_http3 together with enable_http2
            modules: {m: {http: {enable_http3: true, enable_http2: false, valid_http_versions: [HTTP/2.0]}}} | another version than HTTP/3.0
            modules: {m: {http: {fail_if_header_matches: [{header: a}]}}}    | header rule without regexp
            modules: {m: {http: {fail_if_body_matches_regexp: ['(']}}}       | 1:52: fail_if_body_matches_regexp: '(' in the expression
            modules: {m: {http: {fail_if_body_json_matches_cel: 'body.a =='}}} | fail_if_body_json_matches_cel:
            modules: {m: {http: {fail_if_body_json_matches_cel: '1 + 1'}}}   | fail_if_body_json_matches_cel: its value is of type int
            modules: {m: {http: {tls_config: {ca: a, ca_file: b}}}}          | ca and ca_file together
            modules: {m: {http: {tls_config: {cert_file: b}}}}               | a certificate and no key
            modules: {m: {http: {tls_config: {min_version: TLS14}}}}         | min_version: TLS14
            modules: {m: {tcp: {query_response: [{expect: a, expect_bytes: b}]}}} | expect and expect_bytes together
            modules: {m: {tcp: {query_response: [{expect: '['}]}}}           | expect:
            modules: {m: {dns: {}}}                                          | dns without query_name
            modules: {m: {dns: {query_name: a, query_type: AB}}}             | query_type: AB
            modules: {m: {dns: {query_name: a, query_class: X}}}             | query_class: X
            modules: {m: {dns: {query_name: a, transport_protocol: quic}}}   | transport_protocol: quic
            modules: {m: {icmp: {ttl: 256}}}                                 | ttl: 256 (expected: a whole number, 0 to 255)
            modules: {m: {icmp: {ttl: -1}}}                                  | ttl: -1
            modules: {m: {http: {http_headers: {a: b}}}}                     | http_headers.a: a single value
            modules: {m: {http: {preferred_ip_protocol: ip5}}}               | preferred_ip_protocol: ip5
            other: 1                                                         | 1:1: unknown key other
            """)
    void read_refusesWithThePlace(String yaml, String problem) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("blackbox.yml:1:")
                .hasMessageContaining(problem);
    }

    @Test
    void read_refusesWithEveryProblemAtOnce() {
        assertThatThrownBy(() -> read("""
                        modules:
                          a: {prober: icmp, icmp: {ttl: 900}}
                          b: {prober: http, http: {body: x, body_file: y}}
                        """))
                .satisfies(thrown -> assertThat(((InvalidConfigException) thrown).problems())
                        .extracting(problem -> problem.place().line())
                        .containsExactly(2, 3));
    }

    @Test
    void read_warnsAboutTheOldWordAndLetsItWin() throws InvalidConfigException {
        BlackboxFile file =
                read("modules: {m: {prober: http, http: {no_follow_redirects: true, follow_redirects: true}}}");

        assertThat(file.modules().get("m").http().client().followRedirects()).isFalse();
        assertThat(file.warnings()).hasSize(1);
    }

    @Test
    void read_neverShowsASecretInAMessage() {
        assertThatThrownBy(() -> read("modules: {m: {http: {proxy_url: 'ftp://me:hunter2@p'}}}"))
                .hasMessageContaining("proxy_url: not of the right form")
                .hasMessageNotContaining("hunter2");
    }

    private static ProbeModule only(String yaml) throws InvalidConfigException {
        return read(yaml).modules().values().iterator().next();
    }

    private static BlackboxFile read(String yaml) throws InvalidConfigException {
        return BlackboxFile.read("blackbox.yml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void yaml_holdsNoSecretWhereverItMayStand() throws InvalidConfigException {
        String yaml = BlackboxFile.read("blackbox.yml", """
                modules:
                  token:
                    prober: http
                    http:
                      body: '{"user": "me", "password": "hunter1"}'
                      headers: {X-Api-Key: hunter2, Accept: shown1}
                      http_headers: {X-Session-Id: {values: [hunter3], files: [shown2]}, X-Team: {values: [shown3]}}
                      oauth2: {client_id: shown4, client_secret: hunter4, token_url: "https://me:hunter5@id.example/t?client_secret=hunter6&a=shown5", endpoint_params: {password: hunter7, audience: shown6}}
                  g: {prober: grpc, grpc: {metadata: {authorization: [Bearer hunter8], x-a: [shown7]}}}
                  w: {prober: websocket, websocket: {headers: {Cookie: hunter9, X-Token: {values: [hunter10]}, X-B: shown8}}}
                  t: {prober: tcp, tcp: {query_response: [{send: "USER shown9"}, {send: "PASS hunter11"}]}}
                """.getBytes(StandardCharsets.UTF_8))
                .yaml();

        assertThat(yaml).doesNotContain("hunter");
        for (int i = 1; i <= 9; i++) {
            assertThat(yaml).contains("shown" + i);
        }
        assertThat(yaml).contains("  token:\n    prober: http\n").contains("authorization:\n        - <secret>\n");
    }
}
