package dev.sonde.collector.api;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gives an agent the checks it is to run. Who names the revision it has and is willing to wait is answered when there is
 * another, or with 304 when its time is over; waiting costs a timer and no thread. Event loops.
 */
final class AssignmentRoute {
    static final int MAX_WAIT_SECONDS = 60;

    private final Vertx vertx;
    private final AgentDoor door;
    private final Assignment assignment;
    private final Attendance attendance;
    private final Executor workers;
    private final Replies replies;
    private final Set<LongPoll> waiting = ConcurrentHashMap.newKeySet();

    AssignmentRoute(Vertx vertx, ApiPorts ports, AgentDoor door, Executor workers, Replies replies) {
        this.vertx = vertx;
        this.door = door;
        this.assignment = ports.assignment();
        this.attendance = ports.attendance();
        this.workers = workers;
        this.replies = replies;
    }

    void handle(RoutingContext context) {
        try {
            AgentEntry agent = door.identify(Knock.of(context.request()));
            String asked = context.pathParam("name");
            if (!agent.name().equals(asked)) {
                throw new Refusal(
                        403, "agent: " + asked + " (expected: " + agent.name() + ", whose token the request bears)");
            }
            int wait = Parameters.of(context.queryParams(), Set.of("wait")).number("wait", 0, MAX_WAIT_SECONDS, 0);
            String known = revision(context.request().getHeader(HttpHeaders.IF_NONE_MATCH));
            if (known != null) {
                attendance.knows(agent.name(), known);
            }
            if (known == null || wait == 0) {
                answer(context, agent.name(), known);
            } else {
                await(context, agent.name(), known, wait);
            }
        } catch (Refusal refusal) {
            replies.send(context, refusal.answer());
        }
    }

    private void await(RoutingContext context, String agent, String known, int wait) {
        Context loop = vertx.getOrCreateContext();
        LongPoll poll = new LongPoll(() -> loop.runOnContext(back -> answer(context, agent, known)));
        waiting.add(poll);
        long timer = vertx.setTimer(wait * 1000L, id -> poll.end());
        Assignment.Waiter waiter = assignment.whenChanged(agent, known, poll::end);
        context.addEndHandler(end -> {
            vertx.cancelTimer(timer);
            waiter.cancel();
            waiting.remove(poll);
        });
    }

    /** Answers all who wait, as if their time were over. Any thread. */
    void release() {
        waiting.forEach(LongPoll::end);
    }

    private void answer(RoutingContext context, String agent, @Nullable String known) {
        Optional<AssignedChecks> assigned = assignment.of(agent);
        if (assigned.isEmpty()) {
            replies.send(context, new Refusal(403, "agent: " + agent + " (expected: an agent in agents)").answer());
            return;
        }
        AssignedChecks checks = assigned.get();
        Map<String, String> headers = Map.of("ETag", "\"" + checks.revision() + "\"");
        if (checks.revision().equals(known)) {
            replies.send(context, new Answer(304, Answer.JSON, Buffer.buffer(), headers));
            return;
        }
        try {
            replies.send(
                    context,
                    CompletableFuture.supplyAsync(
                            () -> new Answer(
                                    200, Answer.JSON, Buffer.buffer(AssignedChecksJson.writeBytes(checks)), headers),
                            workers));
        } catch (RejectedExecutionException e) {
            replies.fail(context, e);
        }
    }

    /** The revision in an If-None-Match header of one tag. */
    private static @Nullable String revision(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String tag = header.strip();
        if (tag.startsWith("W/")) {
            tag = tag.substring(2);
        }
        return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : null;
    }

    /** One who waits: ends once, for whatever reason comes first. Any thread. */
    private static final class LongPoll {
        private final Runnable answer;
        private final AtomicBoolean over = new AtomicBoolean();

        LongPoll(Runnable answer) {
            this.answer = answer;
        }

        void end() {
            if (over.compareAndSet(false, true)) {
                answer.run();
            }
        }
    }
}
