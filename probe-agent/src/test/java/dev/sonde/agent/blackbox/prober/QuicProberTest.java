package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.agent.target.Http3Target;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules with {@code enable_http3}. */
class QuicProberTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity LOCAL = AUTHORITY.identity("shop.test", "127.0.0.1");

    @TempDir
    private Path home;

    private ProberRig rig;
    private String module;

    @BeforeEach
    void start() {
        Http3Target.demandQuic();
        rig = ProberRig.start(home);
        module = "{prober: http, http: {enable_http2: false, enable_http3: true, valid_http_versions: [HTTP/3.0],"
                + " tls_config: {ca_file: '" + AUTHORITY.writeTo(home.resolve("ca.pem")) + "'}, %s}}";
    }

    @AfterEach
    void stop() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void probe_isOneByHttp3WithAllThatIsToldOfHttps() throws Exception {
        Http3Target.Script script = exchange -> {
            if ("/".contentEquals(exchange.request().path())) {
                exchange.head(302, "location", "/there", "set-cookie", "seen=yes")
                        .end("moved");
            } else {
                exchange.head(200, "content-type", "text/plain", "last-modified", "Sat, 01 Nov 2025 10:00:00 GMT")
                        .end("body " + exchange.request().get("cookie"));
            }
        };
        try (Http3Target target = new Http3Target(LOCAL, script).start()) {
            Told told = rig.probe(
                    module.formatted("fail_if_body_not_matches_regexp: ['body seen=yes']"),
                    "https://127.0.0.1:" + target.port() + "/",
                    5);

            assertThat(told.metrics())
                    .as(told.log())
                    .contains(
                            "probe_success 1\n",
                            "probe_http_version 3\n",
                            "probe_http_status_code 200\n",
                            "probe_http_redirects 1\n",
                            "probe_http_ssl 1\n",
                            "probe_http_last_modified_timestamp_seconds 1.7619912e+09\n",
                            "probe_tls_version_info{version=\"TLS 1.3\"} 1\n",
                            "probe_http_duration_seconds{phase=\"tls\"} ")
                    .containsPattern("probe_http_duration_seconds\\{phase=\"connect\"} [0-9.e-]*[1-9]")
                    .contains("probe_ssl_earliest_cert_expiry ");
            assertThat(target.requests()).hasSize(2);
            assertThat(target.requests().get(0).get("user-agent")).hasToString("Blackbox-Exporter/9.9.9");
        }
    }

    @Test
    void probe_failsSayingWhy() throws Exception {
        try (Http3Target reset =
                        new Http3Target(LOCAL, exchange -> exchange.stream().shutdownOutput(0x102)).start();
                Http3Target cut = new Http3Target(LOCAL, exchange -> {
                            exchange.head(200).piece(new byte[10]);
                            exchange.after(20, () -> exchange.stream().shutdownOutput(0x102));
                        })
                        .start();
                Http3Target other = new Http3Target(AUTHORITY.identity("other.test"), Http3Target.ok("fine")).start();
                DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertFailed(
                    rig.probe(module.formatted(""), "http://127.0.0.1:1/", 5), "HTTP/3 is spoken to https:// only");
            assertFailed(rig.probe(module.formatted(""), url(reset.port()), 5), "STREAM_RESET");
            assertFailed(rig.probe(module.formatted(""), url(cut.port()), 5), "body not read");
            assertFailed(rig.probe(module.formatted(""), url(other.port()), 5), "reason=tls_certificate");
            assertFailed(rig.probe(module.formatted(""), url(silent.getLocalPort()), 0.8), "connecting to 127.0.0.1");
        }
    }

    private static String url(int port) {
        return "https://127.0.0.1:" + port + "/";
    }

    private static void assertFailed(Told told, String why) {
        assertThat(told.metrics()).contains("probe_success 0\n");
        assertThat(told.log()).contains(why);
    }
}
