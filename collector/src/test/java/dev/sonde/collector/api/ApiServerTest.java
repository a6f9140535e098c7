package dev.sonde.collector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.collector.ingest.Receipt;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against clients that are lost, large, slow or many. */
class ApiServerTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private FakeCollector collector;

    @BeforeEach
    void start() throws Exception {
        collector = FakeCollector.started();
    }

    @AfterEach
    void stop() throws Exception {
        clock.shutdownNow();
        collector.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "*/*, text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text; version=1.0.0, application/openmetrics-text; version=1.0.0; charset=utf-8"
            })
    void metrics_comeInTheFormAskedFor(String accept, String contentType) throws Exception {
        HttpResponse<String> response = collector.get("/metrics", "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(contentType);
        assertThat(response.body()).contains("sonde_probe_up{check=\"checkout-api\"");
    }

    @Test
    void metrics_areCompressedWhereThatIsAccepted() throws Exception {
        HttpResponse<byte[]> packed = collector.getBytes("/metrics", "Accept-Encoding", "br, gzip;q=0.5");
        HttpResponse<byte[]> plain = collector.getBytes("/metrics", "Accept-Encoding", "gzip;q=0, identity");

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(plain.headers().firstValue("Vary")).contains("Accept, Accept-Encoding");
    }

    @Test
    void metrics_areMadeWhileTheEventLoopIsFree() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> threads = new CopyOnWriteArrayList<>();
        collector.exposition = (format, to) -> {
            threads.add(Thread.currentThread().getName());
            begun.countDown();
            awaitLatch(goOn);
            to.add("page".getBytes(StandardCharsets.UTF_8), 4);
        };

        CompletableFuture<HttpResponse<String>> scrape =
                collector.client.sendAsync(collector.request("/metrics").GET().build(), BodyHandlers.ofString());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(collector.get("/-/healthy").statusCode()).isEqualTo(200);
        goOn.countDown();

        assertThat(scrape.get(20, TimeUnit.SECONDS).body()).isEqualTo("page");
        assertThat(threads).hasSize(1).allMatch(name -> name.startsWith("sonde-api-"));
    }

    @Test
    void metrics_thatCannotBeMadeAreAnErrorWithoutInsides() throws Exception {
        collector.exposition = (format, to) -> {
            throw new IOException("secret place");
        };

        HttpResponse<String> response = collector.get("/metrics");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret place", "IOException");
    }

    @Test
    void landingPage_hasLinksThatWorkAndNoScripts() throws Exception {
        HttpResponse<String> page = collector.get("/");

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(page.body()).contains("0.1.0-test").doesNotContain("<script");
        java.util.regex.Matcher links =
                java.util.regex.Pattern.compile("href=\"([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (links.find()) {
            assertThat(collector.get("/" + links.group(1)).statusCode())
                    .as(links.group(1))
                    .isEqualTo(200);
            found++;
        }
        assertThat(found).isEqualTo(8);
    }

    @Test
    void unknownPath_isAProblem() throws Exception {
        HttpResponse<String> response = collector.get("/api/v2/checks");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(FakeCollector.json(response))
                .isEqualTo(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "Not Found")
                        .put("status", 404)
                        .put("detail", "path: /api/v2/checks (expected: one of those in /api/v1/openapi.yaml)"));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/checks, 'GET, HEAD'",
        "PUT, /api/v1/incidents/01A, 'GET, HEAD'",
        "GET, /-/reload, POST",
        "GET, /api/v1/batches, POST"
    })
    void wrongMethod_isToldWhichAreRight(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = collector.send(method, path, new byte[0]);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
        assertThat(FakeCollector.json(response).getString("detail"))
                .isEqualTo("method: " + method + " (expected: " + allowed + ")");
    }

    @Test
    void head_isAnsweredLikeGetWithoutTheBody() throws Exception {
        HttpResponse<String> get = collector.get("/api/v1/checks");
        HttpResponse<String> head = collector.send("HEAD", "/api/v1/checks", new byte[0]);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void everyAnswer_forbidsGuessingAndStoring() throws Exception {
        for (String path : List.of("/", "/metrics", "/api/v1/checks", "/nowhere")) {
            HttpResponse<String> response = collector.get(path);

            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void request_thatIsNotHttpIsAProblem() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost : a\r\nno colon here\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request");
        assertThat(raw("GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 Bad Request")
                .contains("(expected: a Host, and UTF-8 percent-encoded where needed)");
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4")
                .contains("application/problem+json");
        assertThat(raw("GET /api/v1/checks?a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 Bad Request")
                .contains("application/problem+json");
    }

    @Test
    void headers_areBounded() throws Exception {
        assertThat(raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .containsPattern("^HTTP/1.[01] 414 ")
                .contains("at most 8192 bytes");
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "a".repeat(17_000) + "\r\n\r\n"))
                .containsPattern("^HTTP/1.[01] 431 ")
                .contains("at most 16384 bytes");
    }

    @Test
    void body_ofAPersonIsBounded() throws Exception {
        HttpResponse<String> response =
                collector.postJson("/api/v1/incidents/01A/acknowledge", " ".repeat(64 * 1024 + 1));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void body_withoutAnnouncedLengthIsBoundedToo() throws Exception {
        HttpResponse<String> response = collector.client.send(
                collector
                        .request("/api/v1/incidents/01A/acknowledge", "Content-Type", Answer.JSON)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[128 * 1024])))
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(FakeCollector.json(response).getString("detail"))
                .isEqualTo("body: more than 65536 bytes (expected: at most 65536 bytes)");
    }

    @Test
    void expectContinue_isAnsweredBeforeTheBodyIsSent() throws Exception {
        HttpResponse<String> response = collector.client.send(
                collector
                        .request("/-/reload")
                        .expectContinue(true)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void postOfAnotherSite_isRefused() throws Exception {
        assertThat(collector
                        .send("POST", "/-/reload", new byte[0], "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(collector
                        .send("POST", "/-/reload", new byte[0], "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(collector
                        .send("POST", "/-/reload", new byte[0], "X-Forwarded-For", "10.0.0.7")
                        .statusCode())
                .isEqualTo(403);
        assertThat(
                        raw(
                                "POST /-/reload HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void postOfAnotherMachine_needsTheToken() throws Exception {
        restart(new ApiOptions("127.0.0.1", 0, null, TokenHash.of("the token")), Patience.DEFAULT);
        String proxied = "X-Forwarded-For";

        assertThat(collector.send("POST", "/-/reload", new byte[0]).statusCode())
                .isEqualTo(200);
        assertThat(collector
                        .send("POST", "/-/reload", new byte[0], proxied, "10.0.0.7")
                        .statusCode())
                .isEqualTo(401);
        assertThat(collector
                        .send(
                                "POST",
                                "/-/reload",
                                new byte[0],
                                proxied,
                                "10.0.0.7",
                                "Authorization",
                                "Bearer the token")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void head_thatDripsIsCutOff() throws Exception {
        restart(options(), new Patience(Duration.ofMillis(400), LONG, LONG, LONG, LONG));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Void> dripping = drip(out);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            dripping.get(20, TimeUnit.SECONDS);
        }
        assertThat(collector.get("/-/healthy").statusCode()).isEqualTo(200);
    }

    @Test
    void connection_thatSaysNothingIsCutOffAndSoIsOneKeptTooLong() throws Exception {
        restart(options(), new Patience(Duration.ofMillis(300), Duration.ofMillis(300), LONG, LONG, LONG));
        try (Socket silent = connect();
                Socket kept = connect()) {
            kept.getOutputStream()
                    .write("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(new String(kept.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("healthy\n");
        }
    }

    /** The next one is under way before the earlier one is told to have ended. */
    @Test
    void request_behindAnotherMayTakeLongerThanAnyPatienceForHeads() throws Exception {
        Duration patience = Duration.ofMillis(300);
        restart(options(), new Patience(patience, patience, LONG, LONG, LONG));
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    + "GET /api/v1/agents/eu-1/checks?wait=1 HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer " + FakeCollector.EU_TOKEN + "\r\nIf-None-Match: \""
                                    + collector.revision("eu-1") + "\"\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("healthy\nHTTP/1.1 304 Not Modified");
        }
    }

    @Test
    void body_thatDripsIsRefusedInTime() throws Exception {
        restart(options(), new Patience(LONG, LONG, Duration.ofMillis(400), LONG, LONG));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Void> dripping = drip(out);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408 Request Timeout");
            dripping.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void request_thatTakesTooLongIsCutOff() throws Exception {
        restart(options(), new Patience(LONG, LONG, LONG, Duration.ofMillis(400), LONG));
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /api/v1/agents/eu-1/checks?wait=60 HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer " + FakeCollector.EU_TOKEN + "\r\nIf-None-Match: \""
                                    + collector.revision("eu-1") + "\"\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void clientsThatGoAwayInTheMiddleOfABatch_leaveNothingBehind() throws Exception {
        for (int i = 0; i <= BatchRoute.MAX_PER_AGENT; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream()
                        .write(("POST /api/v1/batches HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                        + FakeCollector.EU_TOKEN
                                        + "\r\nContent-Type: application/vnd.sonde.batch.v1\r\nContent-Encoding: gzip"
                                        + "\r\nContent-Length: 1000\r\n\r\nhalf")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }
        collector.intake = body -> CompletableFuture.completedFuture(new Receipt.Accepted());

        await().untilAsserted(() -> assertThat(collector
                        .send(
                                "POST",
                                "/api/v1/batches",
                                new byte[] {1},
                                "Authorization",
                                "Bearer " + FakeCollector.EU_TOKEN,
                                "Content-Type",
                                "application/vnd.sonde.batch.v1",
                                "Content-Encoding",
                                "gzip")
                        .statusCode())
                .isEqualTo(200));
        assertThat(collector.batches).allMatch(batch -> batch.equals("eu-1@eu 1"));
    }

    @Test
    void port_thatIsTakenIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Throwable failure = failureOf(new ApiOptions("127.0.0.1", taken.getLocalPort(), null, null));

            assertThat(failure)
                    .isInstanceOf(ListenException.class)
                    .hasMessage("127.0.0.1:" + taken.getLocalPort()
                            + " is in use (expected: a free port; --listen HOST:PORT takes another)");
        }
    }

    @Test
    void address_thatIsNotOursIsOneClearLine() throws Exception {
        assertThat(failureOf(new ApiOptions("192.0.2.1", 0, null, null)))
                .isInstanceOf(ListenException.class)
                .hasMessageStartingWith("192.0.2.1:0 cannot be listened on: ")
                .hasMessageEndingWith("(expected: an address of this machine)");
    }

    @Test
    void certificate_thatIsNotThereIsOneClearLine() throws Exception {
        Path absent = Path.of("no", "such.pem");

        assertThat(failureOf(new ApiOptions("127.0.0.1", 0, new ApiOptions.Tls(absent, absent), null)))
                .isInstanceOf(ListenException.class)
                .hasMessage(absent + " is not readable (expected: a PEM file)");
    }

    @Test
    void tls_isServedAndItsCertificateRenewed(@TempDir Path directory) throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        useCertificate("first", certificate, key);
        restart(new ApiOptions("127.0.0.1", 0, new ApiOptions.Tls(certificate, key), null), Patience.DEFAULT);
        assertThat(servedSubject()).isEqualTo("CN=first");

        useCertificate("second", certificate, key);
        collector.renewCertificate();

        assertThat(servedSubject()).isEqualTo("CN=second");
    }

    @Test
    void page_thatIsLargeReachesASlowClientWhole() throws Exception {
        byte[] page = new byte[32 * 1024 * 1024 + 17];
        new Random(7).nextBytes(page);
        // In pieces that end within slices, one of them empty.
        collector.exposition = (format, to) -> {
            to.add(page, 100_001);
            to.add(page, 0);
            to.add(Arrays.copyOfRange(page, 100_001, page.length), page.length - 100_001);
        };
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            // Nothing is read yet: the page waits without holding the loop.
            for (int i = 0; i < 20; i++) {
                assertThat(collector.get("/-/healthy").statusCode()).isEqualTo(200);
            }

            byte[] response = socket.getInputStream().readAllBytes();

            assertThat(Arrays.copyOfRange(response, response.length - page.length, response.length))
                    .isEqualTo(page);
        }
    }

    @Test
    void requests_areMeasuredByRoute() throws Exception {
        collector.get("/api/v1/checks/plain");
        collector.get("/api/v1/checks/none");

        await().untilAsserted(() -> assertThat(collector
                        .meters
                        .find("sonde.collector.http.request.duration")
                        .tag("route", "/api/v1/checks/:name")
                        .tag("status", "404")
                        .timer())
                .isNotNull()
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(1)));
    }

    private void useCertificate(String name, Path certificate, Path key) throws IOException {
        for (Map.Entry<String, Path> file :
                Map.of("-cert.pem", certificate, "-key.pem", key).entrySet()) {
            try (InputStream pem = getClass().getResourceAsStream(name + file.getKey())) {
                Files.write(file.getValue(), pem.readAllBytes());
            }
        }
    }

    /** The subject of the certificate that a new connection is shown. */
    private String servedSubject() throws Exception {
        AtomicReference<String> subject = new AtomicReference<>();
        X509TrustManager curious = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                subject.set(chain[0].getSubjectX500Principal().getName());
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {curious}, null);
        try (Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", collector.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK");
        }
        return subject.get();
    }

    private static ApiOptions options() {
        return new ApiOptions("127.0.0.1", 0, null, null);
    }

    private void restart(ApiOptions options, Patience patience) throws Exception {
        collector.close();
        collector = FakeCollector.started(options, patience);
    }

    private Throwable failureOf(ApiOptions options) throws Exception {
        ApiServer other = new ApiServer(collector.vertx, options, collector.ports());
        try {
            other.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return new AssertionError("it listens");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", collector.port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes a byte now and then until the other side has had enough, which completes it. */
    private CompletableFuture<Void> drip(OutputStream out) {
        CompletableFuture<Void> cutOff = new CompletableFuture<>();
        clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        out.write('a');
                        out.flush();
                    } catch (IOException e) {
                        cutOff.complete(null);
                        throw new UncheckedIOException(e);
                    }
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        return cutOff;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
