package dev.sonde.collector.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that hold a place without a request: a client that never completes a head, however steadily it drips,
 * and one that keeps a connection for later too long. At most so many connections at once. Handlers of one connection run on
 * its event loop; any number of loops.
 */
final class ConnectionGuard {
    static final int MAX_CONNECTIONS = 2000;

    private final Vertx vertx;
    private final Patience patience;
    private final Map<HttpConnection, Long> waiting = new ConcurrentHashMap<>();
    private final Map<HttpConnection, Boolean> open = new ConcurrentHashMap<>();

    ConnectionGuard(Vertx vertx, Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void opened(HttpConnection connection) {
        if (open.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        open.put(connection, true);
        connection.closeHandler(closed -> {
            open.remove(connection);
            stop(connection);
        });
        await(connection, patience.firstHead());
    }

    /** A head has come. */
    void began(HttpConnection connection) {
        stop(connection);
    }

    /** Its answer has gone. */
    void ended(HttpConnection connection) {
        if (open.containsKey(connection)) {
            await(connection, patience.nextHead());
        }
    }

    private void await(HttpConnection connection, Duration time) {
        stop(connection);
        waiting.put(connection, vertx.setTimer(time.toMillis(), id -> connection.close()));
    }

    private void stop(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
