package dev.sonde.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * Endpoints to look at, on free ports of loopback: one that is steady, one with a slow tail, one that fails every third
 * time, and one whose certificate ran out a month ago. They live on event loops of their own, so that they disturb nobody
 * who measures them.
 */
public final class SampleEndpoints {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration MONTH = Duration.ofDays(30);

    private final Vertx vertx;
    private final Random random = new Random();
    private String authority = "";
    private int flakyRequests;
    private int port;
    private int tlsPort;

    private SampleEndpoints(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts all of them; they end with the Vert.x they run on. */
    public static Future<SampleEndpoints> start(Vertx vertx, Instant now) {
        SampleEndpoints endpoints = new SampleEndpoints(vertx);
        Instant lastYear = now.minus(MONTH.multipliedBy(12));
        SampleAuthority authority = new SampleAuthority(lastYear, now.plus(MONTH));
        endpoints.authority = authority.certificatePem();
        SampleAuthority.Issued expired = authority.issue(lastYear, now.minus(MONTH));
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(expired.certificatePem()))
                        .addKeyValue(Buffer.buffer(expired.keyPem())));
        Future<HttpServer> plain = vertx.createHttpServer()
                .requestHandler(endpoints::answer)
                .listen(0, LOOPBACK)
                .onSuccess(server -> endpoints.port = server.actualPort());
        Future<HttpServer> failing = vertx.createHttpServer(tls)
                .requestHandler(request -> request.response().end("seen only by those who do not verify"))
                .listen(0, LOOPBACK)
                .onSuccess(server -> endpoints.tlsPort = server.actualPort());
        return Future.all(plain, failing).map(endpoints);
    }

    /** Answers in 15 to 25 ms, always well. */
    public String steady() {
        return url("/steady");
    }

    /** Answers in 30 to 50 ms, but one in ten takes 0.4 to 0.9 s. */
    public String slowTail() {
        return url("/slow-tail");
    }

    /** Answers every third request with 503. */
    public String flaky() {
        return url("/flaky");
    }

    /** PEM of the authority behind {@link #expiredCertificate}. */
    public String authority() {
        return authority;
    }

    /** Presents a certificate that ran out. */
    public String expiredCertificate() {
        return "https://" + LOOPBACK + ":" + tlsPort + "/";
    }

    private String url(String path) {
        return "http://" + LOOPBACK + ":" + port + path;
    }

    /** All requests come on the one event loop that the server was started on. */
    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/steady" -> answer(request, between(15, 25), 200);
            case "/slow-tail" -> answer(request, random.nextInt(10) == 0 ? between(400, 900) : between(30, 50), 200);
            case "/flaky" -> answer(request, between(15, 25), ++flakyRequests % 3 == 0 ? 503 : 200);
            default -> answer(request, 1, 404);
        }
    }

    private void answer(HttpServerRequest request, int afterMillis, int status) {
        String body = "{\"status\":\"" + (status == 200 ? "ok" : "failing") + "\"}\n";
        vertx.setTimer(afterMillis, timer -> {
            if (!request.response().closed()) {
                request.response()
                        .setStatusCode(status)
                        .putHeader("content-type", "application/json")
                        .end(body);
            }
        });
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
