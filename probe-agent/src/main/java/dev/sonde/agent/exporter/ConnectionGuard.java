package dev.sonde.agent.exporter;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that hold a place without a request: a client that never completes a head, however steadily it drips,
 * one that keeps a connection for later too long, and one that never reads its answer. What a probe of the drop-in takes, which
 * may be long and silent, is not counted. At most so many connections at once. Any number of event loops.
 */
final class ConnectionGuard {
    static final int MAX_CONNECTIONS = 1000;

    /**
     * How long is waited for a client.
     *
     * @param firstHead from the connection to the end of the first request's head
     * @param nextHead from the end of one answer to the end of the next request's head
     */
    record Patience(Duration firstHead, Duration nextHead) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(2));
    }

    private final Vertx vertx;
    private final Patience patience;
    private final Map<HttpConnection, Long> open = new ConcurrentHashMap<>();

    ConnectionGuard(Vertx vertx, Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** A connection has come. */
    void opened(HttpConnection connection) {
        if (open.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        open.put(connection, closingAfter(patience.firstHead(), connection));
        connection.closeHandler(closed -> {
            Long timer = open.remove(connection);
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        });
    }

    /** The first handler of every request. */
    void follow(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        open.computeIfPresent(connection, (same, timer) -> {
            vertx.cancelTimer(timer);
            return timer;
        });
        request.addEndHandler(end ->
                open.computeIfPresent(connection, (same, timer) -> closingAfter(patience.nextHead(), connection)));
        request.next();
    }

    private long closingAfter(Duration time, HttpConnection connection) {
        return vertx.setTimer(time.toMillis(), id -> connection.close());
    }
}
