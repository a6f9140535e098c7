package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.SingleRun;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.StandaloneConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The protocols tcp and tls against a real mail server with STARTTLS and openssl's own server with odd certificates; http
 * against an nginx that asks for a certificate.
 */
class MailAndCertificatesIT {
    private static final String NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1";

    @TempDir
    private static Path home;

    private static final List<RealProgram> PROGRAMS = new ArrayList<>();
    private static int mail;
    private static Path openssl;

    @BeforeAll
    static void start() throws Exception {
        openssl = RealProgram.find("openssl");
        Path aiosmtpd = RealProgram.find("aiosmtpd");
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "90")
                .with("-subj", "/CN=Test Authority", "-keyout", "ca.key", "-out", "ca.pem");
        certificate("good", NAMES, 60);
        mail = RealProgram.freePort();
        PROGRAMS.add(RealProgram.start(
                "aiosmtpd",
                home,
                List.of(
                        aiosmtpd.toString(),
                        "-n",
                        "-l",
                        "127.0.0.1:" + mail,
                        "--tlscert",
                        "good.pem",
                        "--tlskey",
                        "good.key",
                        "--no-requiretls",
                        "-c",
                        "aiosmtpd.handlers.Sink")));
        awaitPort(mail);
    }

    @AfterAll
    static void stop() {
        PROGRAMS.forEach(RealProgram::close);
    }

    @Test
    void mailServer_certificateBehindStarttls() throws Exception {
        JsonObject run = run("""
                tls:
                  address: 127.0.0.1:%d
                  starttls: smtp
                  tls: {ca_file: %s/ca.pem}
                  expect: {certificate: {days_left: 30, name: localhost, issuer: Test Authority}}
                """.formatted(mail, home));

        assertThat(run.getString("detail")).isEmpty();
        assertThat(run.getString("outcome")).isEqualTo("success");
        assertThat(run.getJsonObject("phases").fieldNames()).containsExactly("resolve", "connect", "tls", "processing");
        assertThat(Instant.parse(run.getString("certificateExpiry"))).isAfter(Instant.now());
    }

    @Test
    void mailServer_dialogueThatGoesOverToTls() throws Exception {
        String tcp = """
                tcp:
                  address: 127.0.0.1:%d
                  tls: {ca_file: %s/ca.pem}
                  dialogue:
                    - expect: '^220 (?P<host>[^ ]+) .*\\r\\n'
                    - send: "EHLO {{host}}\\r\\n"
                    - expect: '^250[ -]STARTTLS\\r\\n(250-.*\\r\\n)*250 .*\\r\\n'
                    - send: "STARTTLS\\r\\n"
                    - expect: '^220 .*\\r\\n'
                    - starttls: true
                    - send: "EHLO {{host}}\\r\\n"
                    - expect: '^250 %s'
                """;
        JsonObject good = run(tcp.formatted(mail, home, "[A-Z]"));
        assertThat(good.getString("detail")).isEmpty();
        assertThat(good.getJsonObject("phases").fieldNames())
                .containsExactly("resolve", "connect", "tls", "processing", "transfer");

        JsonObject bad = run(tcp.formatted(mail, home, "never"));
        assertThat(bad.getString("reason")).isEqualTo("timeout");
        assertThat(bad.getString("detail")).startsWith("dialogue step 8: no good answer, only '250-");
    }

    @Test
    void certificates_thatAreNotAcceptedStillTellTheirExpiry() throws Exception {
        certificate("expired", NAMES, -1);
        certificate("elsewhere", "subjectAltName=DNS:bank.example", 60);
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "7")
                .with(
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        NAMES,
                        "-keyout",
                        "selfsigned.key",
                        "-out",
                        "selfsigned.pem");

        JsonObject expired = shown("expired");
        assertThat(expired.getString("detail")).startsWith("certificate: expired (");
        assertThat(Instant.parse(expired.getString("certificateExpiry"))).isBefore(Instant.now());
        assertThat(shown("elsewhere").getString("detail")).startsWith("certificate: for another name (");
        JsonObject own = shown("selfsigned");
        assertThat(own.getString("detail")).isEqualTo("certificate: not signed by a trusted authority");
        assertThat(Instant.parse(own.getString("certificateExpiry")))
                .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(8)));
    }

    private static final String NGINX = """
            daemon off;
            master_process off; # one process, of the test's own user, which may read the test's files
            pid %1$s/nginx.pid;
            error_log stderr crit;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
              uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
              default_type text/html;
              server {
                listen 127.0.0.1:%2$d ssl http2;
                ssl_certificate %1$s/good.pem;
                ssl_certificate_key %1$s/good.key;
                ssl_client_certificate %1$s/ca.pem;
                ssl_verify_client on;
                gzip on;
                location = /packed { return 200 'packed, packed, packed, packed, packed, packed'; }
                location = /enter { add_header Set-Cookie 'sid=abc; Path=/; Secure; HttpOnly'; return 302 /inside; }
                location = /inside { if ($cookie_sid != abc) { return 403; } return 200 'inside'; }
                location /basic { auth_basic shop; auth_basic_user_file %1$s/htpasswd; root %1$s/www; }
              }
            }
            """;

    @Test
    void webServer_thatAsksForACertificate() throws Exception {
        certificate("client", "subjectAltName=DNS:probe.example", 30);
        Files.writeString(home.resolve("htpasswd"), "sonde:{PLAIN}open-sesame\n");
        Files.createDirectories(home.resolve("www"));
        Files.writeString(home.resolve("www/basic"), "the secret page");
        int port = RealProgram.freePort();
        Files.writeString(home.resolve("nginx.conf"), NGINX.formatted(home, port));
        PROGRAMS.add(RealProgram.start(
                "nginx",
                home,
                List.of(
                        RealProgram.find("nginx").toString(),
                        "-c",
                        home.resolve("nginx.conf").toString(),
                        "-p",
                        home + "/")));
        awaitPort(port);
        String with = "{ca_file: %1$s/ca.pem, cert_file: %1$s/client.pem, key_file: %1$s/client.key}".formatted(home);
        String http = "http: {url: 'https://127.0.0.1:" + port + "%s', version: %s, tls: %s, %s}\n";

        for (String version : List.of("http/1.1", "http/2", "auto")) {
            good(run(http.formatted(
                    "/packed",
                    version,
                    with,
                    "compression: gzip, expect: {size: {min: 46B, max: 46B}, body: {contains: packed}}")));
            JsonObject inside =
                    good(run(http.formatted("/enter", version, with, "expect: {body: {contains: inside}}")));
            assertThat(inside.getJsonArray("hops")).as(version).hasSize(2);
            assertThat(run(http.formatted("/enter", version, with, "cookies: false"))
                            .getInteger("status"))
                    .isEqualTo(403);
            good(
                    run(
                            http.formatted(
                                    "/basic",
                                    version,
                                    with,
                                    "auth: {basic: {username: sonde, password: open-sesame}}, expect: {body: {contains: secret page}}")));
            assertThat(run(http.formatted("/basic", version, with, "method: GET"))
                            .getInteger("status"))
                    .isEqualTo(401);
        }
        JsonObject without =
                run(http.formatted("/packed", "auto", "{ca_file: %s/ca.pem}".formatted(home), "method: GET"));
        assertThat(without.getInteger("status"))
                .as("nginx answers in HTTP to who shows none")
                .isEqualTo(400);
        JsonObject other = run(http.formatted(
                "/packed",
                "auto",
                "{ca_file: %1$s/ca.pem, cert_file: %1$s/client.pem, key_file: %1$s/good.key}".formatted(home),
                "method: GET"));
        assertThat(other.getString("reason")).isEqualTo("agent_misconfigured");
        assertThat(run(http.formatted("/packed", "auto", "{server_name: localhost}", "method: GET"))
                        .getString("detail"))
                .isEqualTo("certificate: not signed by a trusted authority");
    }

    private static JsonObject good(JsonObject run) {
        assertThat(run.getString("outcome")).as(run.encodePrettily()).isEqualTo("success");
        return run;
    }

    private JsonObject shown(String name) throws Exception {
        int port = RealProgram.freePort();
        PROGRAMS.add(RealProgram.start(
                "openssl",
                home,
                List.of(
                        openssl.toString(),
                        "s_server",
                        "-quiet",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-cert",
                        name + ".pem",
                        "-key",
                        name + ".key")));
        awaitPort(port);
        JsonObject run = run("""
                tls:
                  address: 127.0.0.1:%d
                  tls: {ca_file: %s/ca.pem}
                """.formatted(port, home));
        assertThat(run.getString("reason")).as(run.encode()).isEqualTo("tls_certificate");
        return run;
    }

    private static JsonObject run(String protocol) throws Exception {
        Path directory = Files.createTempDirectory(home, "config");
        Files.writeString(
                directory.resolve("checks.yaml"), "checks:\n  - name: probed\n    timeout: 3s\n" + protocol.indent(4));
        Check check = StandaloneConfig.read(directory).checks().get(0);
        return new JsonObject(SingleRun.of(check, new SecretResolver(home, Map.of(), List.of()), "test")
                .json());
    }

    private static void certificate(String name, String names, int days) throws Exception {
        Files.writeString(home.resolve(name + ".ext"), names + "\n");
        run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
                .with("-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr");
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
                .with("-days", String.valueOf(days), "-extfile", name + ".ext", "-out", name + ".pem");
    }

    private static OpenSsl run(String... arguments) {
        return new OpenSsl(List.of(arguments));
    }

    /** A command of openssl's, of which the first half is there. */
    private record OpenSsl(List<String> begun) {
        void with(String... arguments) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(openssl.toString()));
            command.addAll(begun);
            command.addAll(List.of(arguments));
            Path log = home.resolve("openssl.log");
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor())
                    .as("%s: %s", command, Files.readString(log))
                    .isZero();
        }
    }

    private static void awaitPort(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }
}
