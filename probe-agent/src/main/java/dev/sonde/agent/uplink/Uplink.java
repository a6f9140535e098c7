package dev.sonde.agent.uplink;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks the collector, or whoever it is that answers at its address: an exchange is over after its time, whatever trickles
 * in, and an answer that is too long is not read to its end. Redirects are answers. Belongs to the event loop of who asks.
 */
public final class Uplink {
    private static final String USER_AGENT = "sonde-agent";
    private static final int LONGEST_REASON = 200;

    private final Vertx vertx;
    private final HttpClient client;

    /**
     * A whole answer.
     *
     * @param body empty if there is none
     */
    public record Answer(int status, MultiMap headers, Buffer body) {}

    public Uplink(Vertx vertx, HttpClient client) {
        this.vertx = vertx;
        this.client = client;
    }

    /** A request with the agent's token, to which more headers may be added. */
    public static RequestOptions request(HttpMethod method, String url, String token) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(url)
                .putHeader("User-Agent", USER_AGENT)
                .putHeader("Authorization", "Bearer " + token);
    }

    /**
     * Sends a request.
     *
     * @param body null sends none
     * @param maxBytes longest body of the answer
     * @param within from now to the answer's last byte
     * @return fails with a message for people
     */
    public Future<Answer> ask(RequestOptions request, @Nullable Buffer body, int maxBytes, Duration within) {
        Exchange exchange = new Exchange(maxBytes);
        vertx.getOrCreateContext().runOnContext(here -> {
            long timer = vertx.setTimer(
                    within.toMillis(),
                    late -> exchange.abort("no complete answer within " + within.toMillis() + " ms"));
            exchange.answer.future().onComplete(over -> vertx.cancelTimer(timer));
            client.request(request)
                    .onSuccess(ready -> exchange.begin(ready, body))
                    .onFailure(exchange::fail);
        });
        return exchange.answer.future();
    }

    /** One request and its answer. */
    private static final class Exchange {
        private final Promise<Answer> answer = Promise.promise();
        private final Buffer taken = Buffer.buffer();
        private final int maxBytes;
        private @Nullable HttpClientRequest request;

        Exchange(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        void begin(HttpClientRequest ready, @Nullable Buffer body) {
            request = ready;
            if (answer.future().isComplete()) {
                drop();
                return;
            }
            ready.exceptionHandler(this::fail);
            ready.response().onSuccess(this::head).onFailure(this::fail);
            Future<Void> unused = body == null ? ready.end() : ready.end(body);
        }

        private void head(HttpClientResponse head) {
            head.exceptionHandler(this::fail);
            head.endHandler(end -> answer.tryComplete(new Answer(head.statusCode(), head.headers(), taken)));
            head.handler(piece -> {
                if (taken.length() + (long) piece.length() > maxBytes) {
                    abort("the answer is longer than " + maxBytes + " bytes");
                } else {
                    taken.appendBuffer(piece);
                }
            });
        }

        void abort(String why) {
            answer.tryFail(why);
            drop();
        }

        void fail(Throwable failure) {
            answer.tryFail(reason(failure));
        }

        private void drop() {
            if (request != null) {
                Future<Void> unused = request.reset();
            }
        }

        /** What failed, and what the deepest cause says of it: TLS alone says only that it failed. */
        private static String reason(Throwable failure) {
            String outermost = said(failure);
            Throwable deepest = failure;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            String why = said(deepest);
            String whole = outermost.contains(why) ? outermost : outermost + ": " + why;
            return whole.length() <= LONGEST_REASON ? whole : whole.substring(0, LONGEST_REASON) + "...";
        }

        private static String said(Throwable failure) {
            String message = failure.getMessage();
            return message == null ? failure.getClass().getSimpleName() : message;
        }
    }
}
