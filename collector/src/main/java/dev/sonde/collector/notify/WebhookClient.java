package dev.sonde.collector.notify;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * POSTs one message over a connection of its own to an address that was resolved and checked before, so that no later
 * resolution can lead elsewhere. Follows no redirect. The answer's head decides; of its body at most
 * {@link #EXCERPT_BYTES} are read, and none when the head says success, so neither a slow nor an endless body holds
 * anything up. Called on an event loop, which all callbacks come back to.
 */
final class WebhookClient {
    /** Most bytes of an answer's body that are read. */
    static final int EXCERPT_BYTES = 1024;

    private static final int EXCERPT_CHARACTERS = 200;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Duration timeout;

    /** @param timeout of a whole attempt, from the connection to the answer's head or excerpt */
    WebhookClient(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
    }

    /** Ends with what was answered, or fails; in any case within the timeout. */
    Future<Attempt.Answered> post(URI url, InetAddress address, MultiMap headers, Buffer body) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String host = url.getHost();
        Exchange exchange = new Exchange();
        client.connect(new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                        .setHost(host)
                        .setPort(port)
                        .setSsl(tls))
                .compose(connection -> {
                    exchange.connected(connection);
                    return connection.request(new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setURI(pathAndQuery(url))
                            .setHeaders(headers));
                })
                .compose(request -> request.send(body))
                .onSuccess(exchange::answered)
                .onFailure(exchange::failed);
        return exchange.result.future();
    }

    private static String pathAndQuery(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    Future<Void> close() {
        return client.close();
    }

    /** One request and its answer. Confined to its event loop. */
    private final class Exchange {
        final Promise<Attempt.Answered> result = Promise.promise();
        private final Buffer excerpt = Buffer.buffer();
        private final long timer = vertx.setTimer(timeout.toMillis(), id -> timedOut());
        private @Nullable HttpClientConnection connection;
        private @Nullable HttpClientResponse response;

        void connected(HttpClientConnection connected) {
            connection = connected;
            connected.exceptionHandler(this::failed);
            if (result.future().isComplete()) {
                connected.close();
            }
        }

        void answered(HttpClientResponse answer) {
            response = answer;
            answer.exceptionHandler(error -> finish());
            if (answer.statusCode() / 100 == 2) {
                finish();
                return;
            }
            answer.endHandler(end -> finish());
            answer.handler(chunk -> {
                excerpt.appendBuffer(chunk.slice(0, Math.min(chunk.length(), EXCERPT_BYTES - excerpt.length())));
                if (excerpt.length() >= EXCERPT_BYTES) {
                    finish();
                }
            });
        }

        void failed(Throwable error) {
            if (result.tryFail(error)) {
                end();
            }
        }

        private void timedOut() {
            if (response != null) {
                finish();
            } else {
                failed(new AttemptTimeoutException(timeout));
            }
        }

        private void finish() {
            HttpClientResponse answer = response;
            if (answer != null
                    && result.tryComplete(new Attempt.Answered(
                            answer.statusCode(), answer.getHeader("retry-after"), oneLine(excerpt.toString())))) {
                end();
            }
        }

        private void end() {
            vertx.cancelTimer(timer);
            if (connection != null) {
                connection.close();
            }
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= EXCERPT_CHARACTERS ? line : line.substring(0, EXCERPT_CHARACTERS) + "\u2026";
    }
}
