package dev.sonde.agent.delivery;

import dev.sonde.agent.uplink.Uplink;
import dev.sonde.agent.uplink.Uplink.Question;
import dev.sonde.contract.report.BatchCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts batches to a collector. One attempt per call; who calls decides when to try again. Belongs to the event loop of its
 * uplink.
 */
public final class BatchSender implements BatchSink {
    /** Says when an attempt left, by the agent's wall clock; a collector tells the clocks' skew from it. */
    public static final String SENT_AT = "Sonde-Sent-At";

    private static final String PATH = "/api/v1/batches";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 200;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Uplink uplink;
    private final URI collector;
    private final Supplier<Future<String>> token;
    private final InstantSource wall;
    private final Duration timeout;

    /**
     * @param collector its base URL, without a slash at the end
     * @param token the bearer token, asked for anew at each attempt, so that a rotated one is seen
     */
    public BatchSender(Uplink uplink, URI collector, Supplier<Future<String>> token, InstantSource wall) {
        this(uplink, collector, token, wall, TIMEOUT);
    }

    BatchSender(Uplink uplink, URI collector, Supplier<Future<String>> token, InstantSource wall, Duration timeout) {
        this.uplink = uplink;
        this.collector = collector;
        this.token = token;
        this.wall = wall;
        this.timeout = timeout;
    }

    @Override
    public Future<Delivery> deliver(byte[] gzipped) {
        return token.get()
                .transform(secret -> secret.succeeded()
                        ? post(secret.result(), gzipped)
                        : Future.succeededFuture(new Delivery.Barred(
                                String.valueOf(secret.cause().getMessage()))));
    }

    private Future<Delivery> post(String bearer, byte[] gzipped) {
        Map<String, String> headers = Map.of(
                "Content-Type",
                BatchCodec.MEDIA_TYPE,
                "Content-Encoding",
                "gzip",
                SENT_AT,
                wall.instant().truncatedTo(ChronoUnit.MICROS).toString());
        Question question = new Question(HttpMethod.POST, collector + PATH, bearer, headers, Buffer.buffer(gzipped));
        return uplink.ask(question, MAX_ANSWER_BYTES, timeout)
                .map(this::judge)
                .otherwise(failure -> new Delivery.Postponed(
                        "collector " + collector + " is unreachable: " + failure.getMessage(), null));
    }

    private Delivery judge(Uplink.Answer response) {
        int status = response.status();
        if (status / 100 == 2) {
            return new Delivery.Accepted();
        }
        String why = "collector " + collector + " answers " + status + answer(response);
        if (status == 400 || status == 413 || status == 415) {
            return new Delivery.Refused(why);
        }
        if (status == 408 || status == 425 || status == 429 || status / 100 == 5) {
            return new Delivery.Postponed(why, retryAfter(response.headers().get("Retry-After"), wall.instant()));
        }
        String hint = status == 401 || status == 403
                ? " (expected: the token of this agent's entry in agents)"
                : " (expected: a Sonde collector at this address)";
        return new Delivery.Barred(why + hint);
    }

    /** Seconds or a date; null if it is neither. */
    static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(header.strip())));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant at = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
            } catch (DateTimeException notDate) {
                return null;
            }
        }
    }

    private static String answer(Uplink.Answer response) {
        String body = response.body().toString();
        if (body.isBlank()) {
            return "";
        }
        String line = body.strip().replaceAll("\\s+", " ");
        return ": " + (line.length() > LONGEST_ANSWER ? line.substring(0, LONGEST_ANSWER) + "..." : line);
    }
}
