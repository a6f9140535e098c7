package dev.sonde.collector.api;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.contract.report.BatchCodec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from agents. Who sends is known before a byte of the body is read; a body is bounded, and so is how many are
 * held at once: an agent sends one after the other, so a second and third at a time is only a retry overtaking. 400, 413 and
 * 415 say "never", everything else "later". Event loops; what a batch contains is none of its business.
 */
final class BatchRoute {
    static final String SENT_AT = "Sonde-Sent-At";
    static final int MAX_PER_AGENT = 4;
    static final int MAX_TOGETHER = 64;
    private static final String RETRY_SOON = "1";
    private static final String RETRY_LATER = "5";

    private final Vertx vertx;
    private final AgentDoor door;
    private final Patience patience;
    private final BatchIntake intake;
    private final Attendance attendance;
    private final InstantSource clock;
    private final CollectorMeters meters;
    private final Replies replies;
    private final AtomicInteger held = new AtomicInteger();
    private final Map<String, Integer> heldByAgent = new ConcurrentHashMap<>();

    BatchRoute(Vertx vertx, ApiPorts ports, AgentDoor door, Patience patience, Replies replies) {
        this.vertx = vertx;
        this.door = door;
        this.patience = patience;
        this.intake = ports.batches();
        this.attendance = ports.attendance();
        this.clock = ports.clock();
        this.meters = ports.meters();
        this.replies = replies;
    }

    void handle(RoutingContext context) {
        Knock knock = Knock.of(context.request());
        AgentEntry agent;
        try {
            agent = door.identify(knock);
            requireForm(context.request(), knock);
            admit(agent);
        } catch (Refusal refusal) {
            meters.batchRejected(reason(refusal.status()));
            replies.send(context, refusal.answer());
            return;
        }
        context.addEndHandler(end -> leave(agent));
        Instant sentAt = sentAt(context.request());
        BodyReader.read(vertx, context.request(), BatchIntake.MAX_BODY_BYTES, patience.body())
                .map(body -> take(agent, body, sentAt))
                .onSuccess(answer -> replies.send(context, answer))
                .onFailure(failure -> {
                    if (failure instanceof Refusal refusal) {
                        meters.batchRejected(reason(refusal.status()));
                    }
                    replies.fail(context, failure);
                });
    }

    private CompletionStage<Answer> take(AgentEntry agent, Buffer body, @Nullable Instant sentAt) {
        Instant receivedAt = clock.instant();
        return intake.accept(new AgentIdentity(agent.name(), agent.location()), body.getBytes())
                .thenApply(receipt -> answer(agent, receipt, receivedAt, sentAt));
    }

    private Answer answer(AgentEntry agent, Receipt receipt, Instant receivedAt, @Nullable Instant sentAt) {
        if (receipt instanceof Receipt.Accepted) {
            attendance.batchFrom(agent.name(), receivedAt, sentAt);
            return Answer.json(new JsonObject().put("result", "accepted"));
        }
        if (receipt instanceof Receipt.Duplicate) {
            attendance.batchFrom(agent.name(), receivedAt, sentAt);
            return Answer.json(new JsonObject().put("result", "duplicate"));
        }
        if (receipt instanceof Receipt.Rejected rejected) {
            return new Refusal(rejected.cause().httpStatus(), rejected.detail()).answer();
        }
        if (receipt instanceof Receipt.Unavailable unavailable) {
            return new Refusal(503, unavailable.detail())
                    .withHeader("Retry-After", RETRY_LATER)
                    .answer();
        }
        throw new IllegalStateException("no answer for " + receipt);
    }

    private static void requireForm(HttpServerRequest request, Knock knock) throws Refusal {
        if (!BatchCodec.MEDIA_TYPES.contains(knock.contentType())) {
            throw new Refusal(
                    415, "content type: " + knock.contentType() + " (expected: " + BatchCodec.MEDIA_TYPE + ")");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (!"gzip".equalsIgnoreCase(encoding)) {
            throw new Refusal(415, "content encoding: " + encoding + " (expected: gzip)");
        }
    }

    private void admit(AgentEntry agent) throws Refusal {
        int own = heldByAgent.merge(agent.name(), 1, Integer::sum);
        int all = held.incrementAndGet();
        if (own > MAX_PER_AGENT) {
            leave(agent);
            throw new Refusal(
                            429, "batches of " + agent.name() + " at once: " + own + " (expected: one after the other)")
                    .withHeader("Retry-After", RETRY_SOON);
        }
        if (all > MAX_TOGETHER) {
            leave(agent);
            throw new Refusal(503, "batches at once: " + all + " (expected: at most " + MAX_TOGETHER + ")")
                    .withHeader("Retry-After", RETRY_SOON);
        }
    }

    private void leave(AgentEntry agent) {
        held.decrementAndGet();
        heldByAgent.computeIfPresent(agent.name(), (name, count) -> count == 1 ? null : count - 1);
    }

    private static @Nullable Instant sentAt(HttpServerRequest request) {
        String header = request.getHeader(SENT_AT);
        try {
            return header == null ? null : Instant.parse(header);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The word in metrics for a batch that did not come as far as the intake. */
    private static String reason(int status) {
        return switch (status) {
            case 401 -> "unauthorized";
            case 408 -> "too_slow";
            case 413 -> "too_large";
            case 415 -> "unknown_version";
            case 429, 503 -> "too_many";
            default -> "malformed";
        };
    }
}
