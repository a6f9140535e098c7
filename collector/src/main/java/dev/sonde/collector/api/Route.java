package dev.sonde.collector.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One line of the table.
 *
 * @param path with {@code :name} for a parameter
 */
record Route(HttpMethod method, String path, Handler<RoutingContext> handler) {
    static Route get(String path, Handler<RoutingContext> handler) {
        return new Route(HttpMethod.GET, path, handler);
    }

    static Route post(String path, Handler<RoutingContext> handler) {
        return new Route(HttpMethod.POST, path, handler);
    }
}
