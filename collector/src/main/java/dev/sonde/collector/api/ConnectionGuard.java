package dev.sonde.collector.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that hold a place without a request: a client that never completes a head, however steadily it drips,
 * and one that keeps a connection for later too long. At most so many connections at once. Any number of event loops; each
 * connection belongs to one.
 */
final class ConnectionGuard {
    static final int MAX_CONNECTIONS = 2000;

    private final Vertx vertx;
    private final Patience patience;
    private final Map<HttpConnection, Waiting> open = new ConcurrentHashMap<>();

    /** What is waited for on one connection. Belongs to its event loop. */
    private static final class Waiting {
        private long timer;
        private int underWay;
    }

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
        Waiting waiting = new Waiting();
        waiting.timer = closingAfter(patience.firstHead(), connection);
        open.put(connection, waiting);
        connection.closeHandler(closed -> {
            open.remove(connection);
            vertx.cancelTimer(waiting.timer);
        });
    }

    /** The first handler of every request. */
    void follow(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        Waiting waiting = open.get(connection);
        if (waiting != null) {
            waiting.underWay++;
            vertx.cancelTimer(waiting.timer);
            request.addEndHandler(end -> {
                // Of pipelined requests the next is under way before this one is told to have ended.
                if (--waiting.underWay == 0 && open.containsKey(connection)) {
                    waiting.timer = closingAfter(patience.nextHead(), connection);
                }
            });
        }
        request.next();
    }

    private long closingAfter(Duration time, HttpConnection connection) {
        return vertx.setTimer(time.toMillis(), id -> connection.close());
    }
}
