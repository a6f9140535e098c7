package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sonde.agent.SingleRun;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.StandaloneConfig;
import dev.sonde.launcher.endtoend.Jar.Ended;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks with {@code version: http/3} against a server of another making. */
class Http3IT {
    @TempDir
    private static Path home;

    private static final ExecutorService ANSWERING = Executors.newCachedThreadPool();
    private static final CountDownLatch ASKED = new CountDownLatch(1);

    private static HttpServer slow;
    private static Path certificate;
    private static Path key;
    private static Caddy caddy;

    @BeforeAll
    static void start() throws Exception {
        RealProgram.find("caddy");
        LocalCertificate identity = LocalCertificate.make(home);
        certificate = identity.certificate();
        key = identity.key();
        slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.setExecutor(ANSWERING);
        slow.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("begun".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
            ASKED.countDown(); // and no end
        });
        slow.start();
        caddy = Caddy.start(
                Files.createDirectories(home.resolve("caddy")),
                certificate,
                key,
                slow.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        if (caddy != null) {
            caddy.close();
        }
        if (slow != null) {
            slow.stop(0);
        }
        ANSWERING.shutdownNow();
    }

    @Test
    void success_hasItsPhasesAndTheCertificate() throws Exception {
        for (String host : List.of("localhost", "127.0.0.1")) {
            JsonObject run = good(run(host, "/ok", "expect: {body: {contains: fine}}"));

            assertThat(run.getJsonObject("phases").fieldNames())
                    .containsExactly("resolve", "connect", "tls", "processing", "transfer");
            JsonObject shown = run.getJsonObject("certificate");
            assertThat(shown.getString("subject")).isEqualTo("CN=localhost");
            assertThat(Instant.parse(run.getString("certificateExpiry"))).isAfter(Instant.now());
            assertThat(run.encode()).contains("TLS 1.3").contains("\"h3\"");
        }
    }

    @Test
    void packagedJar_speaksItToo() throws Exception {
        Ended ended =
                Jar.run(home, "check", "probed", "--config", config("localhost", caddy.port(), "/ok", "", trusted()));

        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.outLines()).last().isEqualTo("  success");
    }

    @Test
    void redirect_isFollowed() throws Exception {
        JsonObject run = good(run("localhost", "/moved", "expect: {body: {contains: fine}}"));

        JsonArray hops = run.getJsonArray("hops");
        assertThat(hops).hasSize(2);
        assertThat(hops.getJsonObject(0).getInteger("status")).isEqualTo(302);
        assertThat(hops.getJsonObject(1).getInteger("status")).isEqualTo(200);
    }

    @Test
    void post_bodyArrivesWhole() throws Exception {
        String body = "12345678".repeat(20_000);
        good(run(
                "localhost",
                "/echo",
                "method: POST, headers: {X-Shop: one}, body: '" + body + "', expect: {size: {min: "
                        + (body.length() + 9) + "B, max: " + (body.length() + 9)
                        + "B}, body: {contains: 'POST one 1234'}}"));
    }

    @Test
    void body_thatIsBig() throws Exception {
        good(run("localhost", "/big", "max_body: 4MiB, expect: {size: {min: 3000000B, max: 3000000B}}"));
        assertFailed(
                run("localhost", "/big", "max_body: 1MiB"),
                "too_large",
                "response body: over 1048576 bytes (expected: at most that)");
    }

    @Test
    void status_thatIsNotExpected() throws Exception {
        assertFailed(run("localhost", "/broken", "method: GET"), "http_status", "status: 503 (expected: 2xx)");
    }

    @Test
    void certificate_ofAnUnknownAuthorityIsKeptWithTheFailure() throws Exception {
        JsonObject run = run(config("localhost", caddy.port(), "/ok", "", "{}"));

        assertFailed(run, "tls_certificate", "certificate: not signed by a trusted authority");
        assertThat(Instant.parse(run.getString("certificateExpiry"))).isAfter(Instant.now());
    }

    @Test
    void certificate_forAnotherName() throws Exception {
        // A name without a dot is verified and not sent; by one that is sent this server would look for a certificate.
        JsonObject run = run(config(
                "127.0.0.1", caddy.port(), "/ok", "", "{ca_file: %s, server_name: elsewhere}".formatted(certificate)));

        assertThat(run.getString("reason")).as(run.encode()).isEqualTo("tls_certificate");
        assertThat(run.getString("detail"))
                .startsWith("certificate: for another name (")
                .contains("elsewhere");
        assertThat(run.getJsonObject("phases").fieldNames()).containsExactly("resolve", "connect", "tls");

        assertFailed(
                run(config(
                        "127.0.0.1",
                        caddy.port(),
                        "/ok",
                        "",
                        "{ca_file: %s, server_name: elsewhere.test}".formatted(certificate))),
                "tls_handshake",
                "the peer ended the handshake with TLS alert 80 (internal_error)");
    }

    @Test
    void port_whereNobodyListens() throws Exception {
        int port;
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertFailed(
                run(config("localhost", port, "/ok", "", trusted())),
                "connect_refused",
                "QUIC to 127.0.0.1:" + port + " (UDP): refused");
    }

    @Test
    void server_killedMidway() throws Exception {
        try (Caddy victim = Caddy.start(
                Files.createDirectories(home.resolve("victim")),
                certificate,
                key,
                slow.getAddress().getPort())) {
            Thread killer = new Thread(() -> {
                try {
                    ASKED.await(20, TimeUnit.SECONDS);
                    victim.kill();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            killer.start();
            JsonObject run = run(config("localhost", victim.port(), "/slow", "", trusted()));
            killer.join();

            assertThat(ASKED.getCount()).isZero();
            assertThat(run.getString("reason")).as(run.encode()).isEqualTo("timeout");
            assertThat(run.getJsonObject("phases").fieldNames()).startsWith("resolve", "connect", "tls", "processing");
            assertFailed(
                    run(config("localhost", victim.port(), "/slow", "", trusted())),
                    "connect_refused",
                    "QUIC to 127.0.0.1:" + victim.port() + " (UDP): refused");
        }
    }

    private static JsonObject good(JsonObject run) {
        assertThat(run.getString("outcome")).as(run.encodePrettily()).isEqualTo("success");
        return run;
    }

    private static void assertFailed(JsonObject run, String reason, String detail) {
        assertThat(run.getString("reason")).as(run.encode()).isEqualTo(reason);
        assertThat(run.getString("detail")).isEqualTo(detail);
    }

    private static JsonObject run(String host, String path, String more) throws Exception {
        return run(config(host, caddy.port(), path, more, trusted()));
    }

    private static String trusted() {
        return "{ca_file: " + certificate + "}";
    }

    private static String config(String host, int port, String path, String more, String tls) throws IOException {
        Path directory = Files.createTempDirectory(home, "config");
        Files.writeString(directory.resolve("checks.yaml"), """
                checks:
                  - name: probed
                    timeout: 3s
                    http: {url: 'https://%s:%d%s', version: http/3, tls: %s%s}
                """.formatted(
                        host, port, path, tls, more.isEmpty() ? "" : ", " + more));
        return directory.toString();
    }

    private static JsonObject run(String config) throws Exception {
        Check check = StandaloneConfig.read(Path.of(config)).checks().get(0);
        return new JsonObject(SingleRun.of(check, new SecretResolver(home, Map.of(), List.of()), "test")
                .json());
    }
}
