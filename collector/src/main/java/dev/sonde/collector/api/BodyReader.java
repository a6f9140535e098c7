package dev.sonde.collector.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Reads one request's body into memory: no more than its limit and in no more than its time. What is over the limit is let
 * run out unkept for a moment, so that the client reads its answer, and then cut off. Event loop of the request.
 */
final class BodyReader {
    private static final Duration RUN_OUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final int limit;
    private final Duration time;
    private final Promise<Buffer> read = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private long timer = -1;

    private BodyReader(Vertx vertx, HttpServerRequest request, int limit, Duration time) {
        this.vertx = vertx;
        this.request = request;
        this.limit = limit;
        this.time = time;
    }

    /** The body; fails with a {@link Refusal} if it is too large or too slow, and never if the client goes away. */
    static Future<Buffer> read(Vertx vertx, HttpServerRequest request, int limit, Duration time) {
        BodyReader reader = new BodyReader(vertx, request, limit, time);
        reader.start();
        return reader.read.future();
    }

    private void start() {
        if (announced() > limit) {
            tooLarge(announced() + " bytes");
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        timer = vertx.setTimer(time.toMillis(), id -> {
            read.tryFail(new Refusal(408, "body: not complete after " + time.toSeconds() + " s (expected: in time)"));
            runOut();
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(this::take);
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            read.tryComplete(body);
        });
        request.resume();
    }

    private void take(Buffer part) {
        if (read.future().isComplete()) {
            return;
        }
        if (body.length() + part.length() > limit) {
            vertx.cancelTimer(timer);
            tooLarge("more than " + limit + " bytes");
            return;
        }
        body.appendBuffer(part);
    }

    private void tooLarge(String size) {
        read.tryFail(new Refusal(413, "body: " + size + " (expected: at most " + limit + " bytes)"));
        runOut();
    }

    private void runOut() {
        discard(vertx, request);
    }

    /** Drops what is left of a body that nobody wants. */
    static void discard(Vertx vertx, HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long cut = vertx.setTimer(RUN_OUT.toMillis(), id -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(cut));
        request.handler(part -> {});
        request.endHandler(end -> vertx.cancelTimer(cut));
        request.resume();
    }

    private long announced() {
        try {
            String length = request.getHeader("Content-Length");
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
