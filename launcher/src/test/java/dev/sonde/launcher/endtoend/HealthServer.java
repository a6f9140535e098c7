package dev.sonde.launcher.endtoend;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** A gRPC health service in clear text: the whole is serving, each service by name is not. */
final class HealthServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    private HealthServer() {
        server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(HealthServer::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static HealthServer start() {
        return new HealthServer();
    }

    String target() {
        return "127.0.0.1:" + server.actualPort();
    }

    private static void answer(HttpServerRequest request) {
        request.bodyHandler(question -> {
            byte status = (byte) (question.length() > 5 ? 2 : 1);
            request.response()
                    .putHeader("content-type", "application/grpc")
                    .putTrailer("grpc-status", "0")
                    .end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, status}));
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
