package dev.sonde.agent.uplink;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the collector, or whoever it is that answers at its address: an exchange is over after its time, whatever trickles
 * in, and an answer that is too long is not read to its end. Redirects are answers. Belongs to the event loop of who asks.
 */
public final class Uplink {
    /** More than anybody waits for an answer; what was given up is closed after it. */
    public static final Duration IDLE = Duration.ofSeconds(60);

    private static final String USER_AGENT = "sonde-agent";
    private static final int LONGEST_REASON = 200;
    /** Connections given up are few, and take a place until they are closed. */
    private static final int MOST_CONNECTIONS = 16;

    private final Vertx vertx;
    private final WebClient client;

    /**
     * A whole answer.
     *
     * @param body empty if there is none
     */
    public record Answer(int status, MultiMap headers, Buffer body) {}

    /**
     * A question to ask.
     *
     * @param headers besides the agent's token
     * @param body null sends none
     */
    public record Question(
            HttpMethod method,
            String url,
            String token,
            Map<String, String> headers,
            @Nullable Buffer body) {
        public Question {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * @param options of its connections
     * @param idle a connection on which nothing moves is closed after it; longer than any exchange may take
     */
    public Uplink(Vertx vertx, HttpClientOptions options, Duration idle) {
        HttpClientOptions bounded = new HttpClientOptions(options)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(idle.toMillis()));
        this.vertx = vertx;
        // A connection that breaks fails its exchange, which says so; it needs no log line of its own.
        this.client = WebClient.wrap(
                vertx.httpClientBuilder()
                        .with(bounded)
                        .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
                        .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                        .build(),
                new WebClientOptions().setFollowRedirects(false).setUserAgent(USER_AGENT));
    }

    /**
     * Asks.
     *
     * @param maxBytes longest body of the answer
     * @param within from now to the answer's last byte
     * @return fails with a message for people
     */
    public Future<Answer> ask(Question question, int maxBytes, Duration within) {
        Promise<Answer> answer = Promise.promise();
        vertx.getOrCreateContext().runOnContext(here -> ask(question, maxBytes, within, answer));
        return answer.future();
    }

    private void ask(Question question, int maxBytes, Duration within, Promise<Answer> answer) {
        BoundedBody body = new BoundedBody(maxBytes, answer::tryFail);
        long timer = vertx.setTimer(within.toMillis(), late -> {
            body.stop();
            answer.tryFail("no complete answer within " + within.toMillis() + " ms");
        });
        answer.future().onComplete(over -> vertx.cancelTimer(timer));
        HttpRequest<Buffer> request = client.requestAbs(question.method(), question.url())
                .timeout(within.toMillis())
                .bearerTokenAuthentication(question.token())
                .as(() -> body);
        question.headers().forEach(request::putHeader);
        (question.body() == null ? request.send() : request.sendBuffer(question.body()))
                .onSuccess(whole -> answer.tryComplete(new Answer(whole.statusCode(), whole.headers(), whole.body())))
                .onFailure(failure -> answer.tryFail(reason(failure)));
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
