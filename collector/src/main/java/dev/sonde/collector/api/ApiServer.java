package dev.sonde.collector.api;

import dev.sonde.collector.exposition.SharedPages;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The collector's HTTP server. HTTP/1.1 only: agents and scrapers gain nothing from more, and less is exposed. Requests are
 * bounded in head, body and time; answers are made on the server's own workers, whose queue is bounded too. Start and stop
 * from any thread.
 */
public final class ApiServer {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int WORKERS = 4;
    private static final int MAX_WAITING_CALLS = 500;

    private final Vertx vertx;
    private final ApiOptions options;
    private final Patience patience;
    private final ThreadPoolExecutor workers = workers();
    private final ConnectionGuard connections;
    private final Replies replies;
    private final Routes routes;
    private @Nullable HttpServer server;

    public ApiServer(Vertx vertx, ApiOptions options, ApiPorts ports) {
        this(vertx, options, ports, Patience.DEFAULT);
    }

    ApiServer(Vertx vertx, ApiOptions options, ApiPorts ports, Patience patience) {
        this.vertx = vertx;
        this.options = options;
        this.patience = patience;
        connections = new ConnectionGuard(vertx, patience);
        replies = new Replies(vertx, workers, ports.clock(), ports.nanoTime(), ports.meters());
        SharedPages pages = new SharedPages(ports.exposition(), workers, ports.nanoTime(), ports.meters());
        routes = new Routes(vertx, ports, new PostGuard(options.apiToken()), patience, pages, workers, replies);
    }

    /**
     * Begins to listen.
     *
     * @return the port, fails with a {@link ListenException}
     */
    public Future<Integer> start() {
        ApiOptions.Tls tls = options.tls();
        if (tls != null) {
            for (Path file : List.of(tls.certificate(), tls.key())) {
                if (!Files.isReadable(file)) {
                    workers.shutdown();
                    return Future.failedFuture(
                            new ListenException(file + " is not readable (expected: a PEM file)", null));
                }
            }
        }
        HttpServer created = vertx.createHttpServer(serverOptions())
                .connectionHandler(connections::opened)
                .requestHandler(router())
                .invalidRequestHandler(this::invalid);
        server = created;
        return created.listen(options.port(), options.host())
                .map(HttpServer::actualPort)
                .recover(failure -> {
                    workers.shutdown();
                    return Future.failedFuture(cannotListen(failure));
                });
    }

    /**
     * Reads certificate and key again; connections from now on see them. Does nothing without TLS.
     *
     * @return fails when they are not usable, and the old ones stay
     */
    public Future<Void> renewCertificate() {
        HttpServer running = server;
        ApiOptions.Tls tls = options.tls();
        if (running == null || tls == null) {
            return Future.succeededFuture();
        }
        return running.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(tls)), true)
                .mapEmpty();
    }

    /** Lets what is under way end for a moment, then closes. */
    public Future<Void> stop() {
        routes.release();
        HttpServer running = server;
        Future<Void> closed = running == null ? Future.succeededFuture() : running.shutdown(GRACE);
        return closed.onComplete(done -> workers.shutdown());
    }

    List<Route> table() {
        return routes.table();
    }

    private HttpServerOptions serverOptions() {
        HttpServerOptions http = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setIdleTimeout((int) patience.silence().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
        ApiOptions.Tls tls = options.tls();
        if (tls != null) {
            http.setSsl(true).setKeyCertOptions(pem(tls));
        }
        return http;
    }

    private static PemKeyCertOptions pem(ApiOptions.Tls tls) {
        return new PemKeyCertOptions()
                .addCertPath(tls.certificate().toString())
                .addKeyPath(tls.key().toString());
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(connections::follow);
        router.route().handler(this::begin);
        Map<String, TreeSet<String>> methods = new TreeMap<>();
        for (Route route : routes.table()) {
            TreeSet<String> allowed = methods.computeIfAbsent(route.path(), path -> new TreeSet<>());
            io.vertx.ext.web.Route mounted = router.route(route.method(), route.path())
                    .handler(context -> {
                        replies.measure(context, route.path());
                        route.handler().handle(context);
                    });
            allowed.add(route.method().name());
            if (route.method().equals(HttpMethod.GET)) {
                mounted.method(HttpMethod.HEAD);
                allowed.add(HttpMethod.HEAD.name());
            }
        }
        methods.forEach((path, allowed) -> router.route(path)
                .handler(context -> replies.send(context, methodNotAllowed(context, String.join(", ", allowed)))));
        router.route()
                .handler(context -> replies.send(
                        context,
                        new Refusal(
                                        404,
                                        "path: " + context.request().path() + " (expected: one of those in "
                                                + "/api/v1/openapi.yaml)")
                                .answer()));
        router.errorHandler(400, replies::undecodable);
        router.errorHandler(500, context -> replies.fail(context, context.failure()));
        router.route().failureHandler(context -> {
            if (context.statusCode() == 400) {
                replies.undecodable(context);
            } else {
                replies.fail(context, context.failure());
            }
        });
        return router;
    }

    private static Answer methodNotAllowed(RoutingContext context, String allowed) {
        return new Refusal(405, "method: " + context.request().method() + " (expected: " + allowed + ")")
                .withHeader("Allow", allowed)
                .answer();
    }

    private void begin(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        long timer = vertx.setTimer(patience.whole().toMillis(), id -> connection.close());
        context.addEndHandler(end -> vertx.cancelTimer(timer));
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Cache-Control", "no-store");
        context.next();
    }

    private void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Refusal refusal;
        if (cause instanceof TooLongHttpLineException) {
            refusal = new Refusal(414, "request line (expected: at most " + MAX_REQUEST_LINE + " bytes)");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refusal = new Refusal(431, "headers (expected: at most " + MAX_HEADERS + " bytes)");
        } else {
            refusal = new Refusal(400, "request: not valid HTTP (expected: HTTP/1.1)");
        }
        Answer answer = refusal.answer();
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Connection", "close")
                .end(answer.body())
                .onComplete(sent -> request.connection().close());
    }

    private ListenException cannotListen(Throwable failure) {
        String address = options.host() + ":" + options.port();
        if (failure instanceof BindException) {
            String said = String.valueOf(failure.getMessage());
            if (said.contains("in use")) {
                return new ListenException(
                        address + " is in use (expected: a free port; --listen HOST:PORT takes another)", failure);
            }
            return new ListenException(
                    address + " cannot be listened on: " + said + " (expected: an address of this machine)", failure);
        }
        if (options.tls() != null) {
            return new ListenException(
                    "TLS of " + address + ": " + failure.getMessage()
                            + " (expected: a PEM certificate and its unencrypted PEM key)",
                    failure);
        }
        return new ListenException(address + " cannot be listened on: " + failure.getMessage(), failure);
    }

    private static ThreadPoolExecutor workers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING_CALLS), task -> {
                    Thread thread = new Thread(task, "sonde-api-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
