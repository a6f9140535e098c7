package dev.sonde.agent.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.telemetry.AgentTelemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the agent's HTTP server puts up with, over real sockets. */
class ExporterTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String HEALTHY = "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        finish(vertx.close());
    }

    @Test
    void head_thatDripsIsCutOff() throws Exception {
        int port = start(new ConnectionGuard.Patience(SHORT, LONG));
        try (Socket socket = connect(port)) {
            send(socket, "GET / HTTP/1.1\r\nX-Slow: ");
            CompletableFuture<IOException> cutOff = drip(socket);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(cutOff.get(20, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void connection_thatSaysNothingIsCutOffAndSoIsOneKeptTooLong() throws Exception {
        int port = start(new ConnectionGuard.Patience(SHORT, SHORT));
        try (Socket silent = connect(port);
                Socket kept = connect(port)) {
            send(kept, HEALTHY + "\r\n");

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(new String(kept.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("healthy\n");
        }
    }

    @Test
    void connection_isKeptForLater() throws Exception {
        int port = start(new ConnectionGuard.Patience(LONG, LONG));
        try (Socket kept = connect(port)) {
            for (int request = 0; request < 3; request++) {
                send(kept, HEALTHY + "\r\n");
                StringBuilder answer = new StringBuilder();
                while (!answer.toString().endsWith("healthy\n")) {
                    int read = kept.getInputStream().read();
                    assertThat(read).as("request %d: %s", request, answer).isNotEqualTo(-1);
                    answer.append((char) read);
                }
            }
        }
    }

    /** A probe of the drop-in may take as long as its scraper allows, and says nothing meanwhile. */
    @Test
    void answer_mayTakeLongerThanAnyPatience() throws Exception {
        try (Socket socket = connect(slowAndFast(SHORT))) {
            send(socket, "GET /probe HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("probed");
        }
    }

    /** The next one is under way before the earlier one is told to have ended. */
    @Test
    void answer_mayTakeLongerThanAnyPatienceBehindAnother() throws Exception {
        try (Socket socket = connect(slowAndFast(SHORT))) {
            send(socket, "GET /fast HTTP/1.1\r\nHost: localhost\r\n\r\nGET /probe HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("answered")
                    .endsWith("probed");
        }
    }

    /** The port of a server that is guarded so. */
    private int slowAndFast(Duration patience) {
        ConnectionGuard guard = new ConnectionGuard(vertx, new ConnectionGuard.Patience(patience, patience));
        Router router = Router.router(vertx);
        router.route().handler(guard::follow);
        router.get("/fast").handler(request -> request.end("answered"));
        router.get("/probe").handler(request -> vertx.setTimer(3 * patience.toMillis(), id -> request.end("probed")));
        HttpServer server = finish(vertx.createHttpServer()
                .connectionHandler(guard::opened)
                .requestHandler(router)
                .listen(0, "127.0.0.1"));
        return server.actualPort();
    }

    @Test
    void connections_areBounded() throws Exception {
        int port = start(new ConnectionGuard.Patience(LONG, LONG));
        List<Socket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < ConnectionGuard.MAX_CONNECTIONS; i++) {
                taken.add(connect(port));
            }
            send(taken.get(taken.size() - 1), HEALTHY + "\r\n");
            assertThat(taken.get(taken.size() - 1).getInputStream().read()).isEqualTo('H'); // all are let in

            try (Socket refused = connect(port)) {
                assertThat(refused.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : taken) {
                socket.close();
            }
        }
    }

    @Test
    void heads_areBounded() throws Exception {
        int port = start(ConnectionGuard.Patience.DEFAULT);
        String target = "t".repeat(7_000);
        assertThat(status(port, "GET /nothing?target=" + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .isEqualTo("404 Not Found");
        assertThat(status(port, "GET /nothing?target=" + target + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .isEqualTo("414 Request-URI Too Long");
        assertThat(status(port, HEALTHY + "X-A: " + "a".repeat(12_000) + "\r\n\r\n"))
                .isEqualTo("200 OK");
        assertThat(status(port, HEALTHY + "X-A: " + "a".repeat(20_000) + "\r\n\r\n"))
                .isEqualTo("431 Request Header Fields Too Large");
    }

    private static String status(int port, String request) throws IOException {
        try (Socket socket = connect(port)) {
            send(socket, request);
            StringBuilder line = new StringBuilder();
            int read;
            while ((read = socket.getInputStream().read()) != '\r' && read != -1) {
                line.append((char) read);
            }
            return line.substring("HTTP/1.x ".length());
        }
    }

    private int start(ConnectionGuard.Patience patience) {
        return finish(new Exporter(
                        vertx,
                        new Listen("127.0.0.1", 0, null, null),
                        new AgentTelemetry(),
                        "agent",
                        () -> "here",
                        null,
                        InstantSource.system(),
                        () -> true,
                        null)
                .waiting(patience)
                .start());
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A byte now and then; ends when the other side has had enough. */
    private CompletableFuture<IOException> drip(Socket socket) {
        CompletableFuture<IOException> cutOff = new CompletableFuture<>();
        vertx.setPeriodic(20, timer -> {
            try {
                send(socket, "x");
            } catch (IOException e) {
                vertx.cancelTimer(timer);
                cutOff.complete(e);
            }
        });
        return cutOff;
    }

    private static <T> T finish(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
