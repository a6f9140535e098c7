package dev.sonde.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.uplink.Uplink.Answer;
import dev.sonde.agent.uplink.Uplink.Question;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers over real HTTP, some of which have no end. */
class UplinkTest {
    private static final int MAX_BYTES = 1000;
    private static final Duration WITHIN = Duration.ofMillis(800);
    private static final Duration IDLE = Duration.ofSeconds(2);
    /** More than the buffers of two sockets hold. */
    private static final long MOST_UNREAD = 64L << 20;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong written = new AtomicLong();
    private final CompletableFuture<Long> writtenUntilClosed = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void ask_givesTheWholeAnswerUpToTheLimit() throws Exception {
        String body = "x".repeat(MAX_BYTES);
        try (TcpTarget collector = new TcpTarget(TcpTarget.answering(TcpTarget.ok(body)))) {
            Answer answer = ask(collector).get(10, TimeUnit.SECONDS);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().toString()).isEqualTo(body);
        }
    }

    @Test
    void ask_failsIfTheAnswerIsLonger() {
        try (TcpTarget collector = new TcpTarget(TcpTarget.answering(TcpTarget.ok("x".repeat(MAX_BYTES + 1))))) {
            assertFails(collector, "the answer is longer than 1000 bytes");
        }
    }

    @Test
    void ask_doesNotReadOnIfTheAnswerHasNoEnd() throws Exception {
        try (TcpTarget collector = endless(socket -> {
            while (true) {
                write(socket, 65_536);
            }
        })) {
            assertFails(collector, "the answer is longer than 1000 bytes");

            assertThat(writtenUntilClosed.get(10, TimeUnit.SECONDS)).isLessThan(MOST_UNREAD);
        }
    }

    @Test
    void ask_failsIfTheAnswerDripsForEver() throws Exception {
        try (TcpTarget collector =
                endless(socket -> Scheduled.untilClosed(socket, Duration.ofMillis(50), () -> write(socket, 1)))) {
            assertFails(collector, "no complete answer within 800 ms");

            assertThat(writtenUntilClosed.get(10, TimeUnit.SECONDS)).isLessThan(MAX_BYTES);
        }
    }

    @Test
    void ask_failsIfNothingIsAnswered() {
        try (TcpTarget collector = new TcpTarget(TcpTarget::awaitClose)) {
            assertFails(collector, "no complete answer within 800 ms");
        }
    }

    private TcpTarget endless(Conversation body) {
        return new TcpTarget(socket -> {
            TcpTarget.readHead(socket.getInputStream());
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                body.with(socket);
            } finally {
                writtenUntilClosed.complete(written.get());
            }
        });
    }

    private void write(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        written.addAndGet(bytes);
    }

    private void assertFails(TcpTarget collector, String message) {
        CompletableFuture<Answer> answer = ask(collector);
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasRootCauseMessage(message);
    }

    private CompletableFuture<Answer> ask(TcpTarget collector) {
        String url = "http://127.0.0.1:" + collector.port() + "/";
        return new Uplink(vertx, new HttpClientOptions(), IDLE)
                .ask(new Question(HttpMethod.GET, url, "s3cret", Map.of(), null), MAX_BYTES, WITHIN)
                .toCompletionStage()
                .toCompletableFuture();
    }
}
