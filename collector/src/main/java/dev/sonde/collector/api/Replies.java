package dev.sonde.collector.api;

import dev.sonde.collector.telemetry.CollectorMeters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings answers from workers back to the event loop of their request and sends them. Event loops, unless said otherwise. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private final Vertx vertx;
    private final Executor workers;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final CollectorMeters meters;

    Replies(Vertx vertx, Executor workers, InstantSource clock, LongSupplier nanoTime, CollectorMeters meters) {
        this.vertx = vertx;
        this.workers = workers;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    /** Lets the endpoint answer on a worker. */
    void onWorker(RoutingContext context, Set<String> parameters, Buffer body, Endpoint endpoint) {
        try {
            Call call = new Call(
                    Map.copyOf(context.pathParams()),
                    Parameters.of(context.queryParams(), parameters),
                    body,
                    clock.instant());
            send(context, CompletableFuture.supplyAsync(() -> answer(endpoint, call), workers));
        } catch (Refusal refusal) {
            send(context, refusal.answer());
        } catch (RejectedExecutionException e) {
            fail(context, e);
        }
    }

    private static Refusal overloaded() {
        return new Refusal(503, "too many requests wait for a worker (expected: fewer at once)")
                .withHeader("Retry-After", "1");
    }

    private static Answer answer(Endpoint endpoint, Call call) {
        try {
            return endpoint.answer(call);
        } catch (Refusal refusal) {
            return refusal.answer();
        }
    }

    /** Sends the answer when it is there; completed on any thread. */
    void send(RoutingContext context, CompletionStage<Answer> answer) {
        send(context, answer, made -> send(context, made));
    }

    /** Hands what is made to the sender on the request's event loop; completed on any thread. */
    <T> void send(RoutingContext context, CompletionStage<T> making, Consumer<T> sender) {
        Context loop = vertx.getOrCreateContext();
        making.whenComplete((made, failure) -> loop.runOnContext(back -> {
            if (failure != null) {
                fail(context, failure);
            } else {
                sender.accept(made);
            }
        }));
    }

    void send(RoutingContext context, Answer answer) {
        send(context, answer, answer.body().length(), answer.body()::slice);
    }

    /** Sends the answer's head with another body. */
    void send(RoutingContext context, Answer head, int length, SlicedBody.Slices body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(head.status());
        head.headers().forEach(response::putHeader);
        if (head.status() == 304) {
            response.end();
        } else if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Type", head.contentType());
            response.putHeader("Content-Length", Integer.toString(length));
            response.end();
        } else {
            response.putHeader("Content-Type", head.contentType());
            SlicedBody.send(response, length, body);
        }
        BodyReader.discard(vertx, context.request());
    }

    /** Answers what went wrong: the client's mistakes by name, our own without their insides. */
    void fail(RoutingContext context, @Nullable Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (failure instanceof Refusal refusal) {
            send(context, refusal.answer());
        } else if (failure instanceof HttpException http && http.getStatusCode() == 400) {
            undecodable(context);
        } else if (failure instanceof RejectedExecutionException) {
            send(context, overloaded().answer());
        } else {
            LOG.error(
                    "{} {} failed",
                    context.request().method(),
                    context.request().path(),
                    failure);
            send(context, new Refusal(500, "internal error: the log of the collector has the cause").answer());
        }
    }

    /** Answers a request that Vert.x could not decode. */
    void undecodable(RoutingContext context) {
        send(
                context,
                new Refusal(400, "request: not decodable (expected: a Host, and UTF-8 percent-encoded where needed)")
                        .answer());
    }

    /** Counts the request once it is answered. */
    void measure(RoutingContext context, String route) {
        long start = nanoTime.getAsLong();
        context.addEndHandler(end -> meters.requestAnswered(
                route,
                context.request().method().name(),
                context.response().getStatusCode(),
                Duration.ofNanos(nanoTime.getAsLong() - start)));
    }
}
