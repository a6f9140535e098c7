package dev.sonde.agent.assignment;

import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.Condition;
import dev.sonde.agent.telemetry.DiskTrouble;
import dev.sonde.agent.uplink.Uplink;
import dev.sonde.agent.uplink.Uplink.Question;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import dev.sonde.contract.assignment.InvalidAssignmentException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the collector what to run, by long poll: the answer comes when something changed, or says after {@link #WAIT} that
 * nothing did. The last assignment is kept on disk and is in force from the start, whether or not the collector can be
 * reached. Belongs to the event loop it was started on.
 */
public final class CollectorAssignment implements AssignmentSource {
    static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_WITHIN = WAIT.plusSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PAUSE_WHEN_BARRED = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_NEWS = Duration.ofMillis(100);

    /** Somebody between us and the collector may answer at once instead of waiting. */
    private static final Duration PAUSE_IF_UNCHANGED = Duration.ofMillis(500);

    /** More than a hundred thousand checks need. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private static final long NO_TIMER = -1;
    private static final Logger LOG = LoggerFactory.getLogger(CollectorAssignment.class);

    private final Vertx vertx;
    private final Uplink uplink;
    private final URI collector;
    private final String agent;
    private final Supplier<Future<String>> token;
    private final @Nullable AssignmentCache cache;
    private final RandomGenerator random;
    private final AgentTelemetry telemetry;
    private final Condition trouble = new Condition(LOG);
    private Consumer<AssignedChecks> listener = nobody -> {};
    private @Nullable AssignedChecks current;
    private int failures;
    private long timer = NO_TIMER;
    private boolean stopped;
    private Future<Void> keeping = Future.succeededFuture();

    /**
     * @param collector its base URL, without a slash at the end
     * @param token the bearer token, asked for anew each time
     * @param cache file for the last assignment; null keeps none
     */
    public CollectorAssignment(
            Vertx vertx,
            Uplink uplink,
            URI collector,
            String agent,
            Supplier<Future<String>> token,
            @Nullable Path cache,
            RandomGenerator random,
            AgentTelemetry telemetry) {
        this.vertx = vertx;
        this.uplink = uplink;
        this.collector = collector;
        this.agent = agent;
        this.token = token;
        this.cache = cache == null ? null : new AssignmentCache(cache);
        this.random = random;
        this.telemetry = telemetry;
    }

    @Override
    public Future<Void> start(Consumer<AssignedChecks> hearer) {
        listener = hearer;
        return vertx.executeBlocking(this::cached)
                .onSuccess(last -> {
                    if (last != null && !stopped) {
                        LOG.info(
                                "{} checks from the last life are run until the collector answers",
                                last.checks().size());
                        current = last;
                        listener.accept(last);
                    }
                    poll();
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
        return keeping;
    }

    private void poll() {
        timer = NO_TIMER;
        if (stopped) {
            return;
        }
        token.get().compose(this::ask).onComplete(answer -> {
            if (stopped) {
                return;
            }
            if (answer.succeeded()) {
                heard(answer.result());
            } else {
                String said = answer.cause().getMessage();
                unreachable(said == null ? answer.cause().getClass().getSimpleName() : said);
            }
        });
    }

    private Future<Uplink.Answer> ask(String bearer) {
        String url = collector + "/api/v1/agents/" + agent + "/checks?wait=" + WAIT.toSeconds();
        Map<String, String> headers = current == null
                ? Map.of("Accept", "application/json")
                : Map.of("Accept", "application/json", "If-None-Match", '"' + current.revision() + '"');
        return uplink.ask(new Question(HttpMethod.GET, url, bearer, headers, null), MAX_ANSWER_BYTES, ANSWER_WITHIN);
    }

    private void heard(Uplink.Answer answer) {
        int status = answer.status();
        if (status == 200) {
            take(answer.body());
        } else if (status == 304) {
            reached();
            again(PAUSE_IF_UNCHANGED);
        } else if (status == 408 || status == 429 || status / 100 == 5) {
            unreachable("collector " + collector + " answers " + status);
        } else {
            telemetry.assignmentFailed();
            trouble.meet(
                    "status " + status,
                    "no checks from collector " + collector + ": it answers " + status + hint(status));
            again(jittered(PAUSE_WHEN_BARRED));
        }
    }

    private void take(Buffer body) {
        AssignedChecks assigned;
        try {
            assigned = AssignedChecksJson.read(body.getBytes());
        } catch (InvalidAssignmentException e) {
            telemetry.assignmentFailed();
            trouble.meet("unreadable", "the checks of collector " + collector + " cannot be read: " + e.getMessage());
            again(jittered(PAUSE_WHEN_BARRED));
            return;
        }
        reached();
        if (current == null || !current.revision().equals(assigned.revision())) {
            current = assigned;
            keep(assigned);
            listener.accept(assigned);
        }
        again(PAUSE_AFTER_NEWS);
    }

    private void keep(AssignedChecks assigned) {
        if (cache == null) {
            return;
        }
        keeping = vertx.executeBlocking(() -> {
            try {
                cache.store(assigned);
            } catch (IOException e) {
                LOG.warn("{}: the checks cannot be kept for the next start: {}", cache.file(), DiskTrouble.reason(e));
            }
            return null;
        });
    }

    private @Nullable AssignedChecks cached() {
        if (cache == null) {
            return null;
        }
        try {
            return cache.load();
        } catch (IOException e) {
            LOG.warn("{}: {}; the checks must come from the collector", cache.file(), DiskTrouble.reason(e));
        } catch (InvalidAssignmentException e) {
            LOG.warn("{}: {}; the checks must come from the collector", cache.file(), e.getMessage());
        }
        return null;
    }

    private void reached() {
        failures = 0;
        trouble.end("collector " + collector + " says again what to run");
    }

    private void unreachable(String why) {
        telemetry.assignmentFailed();
        failures++;
        trouble.meet(
                "unreachable",
                "no checks from collector " + collector + ": " + why
                        + (current == null ? "; nothing is run yet" : "; the last ones known are run"));
        long doubled = Duration.ofMillis(500).toMillis() << Math.min(failures - 1, 16);
        again(jittered(Duration.ofMillis(Math.min(doubled, LONGEST_PAUSE.toMillis()))));
    }

    private void again(Duration after) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(after.toMillis(), 1), due -> poll());
        }
    }

    private Duration jittered(Duration longest) {
        long half = longest.toMillis() / 2;
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }

    private static String hint(int status) {
        return switch (status) {
            case 401, 403 -> " (expected: the token of this agent's entry in agents)";
            case 404 -> " (expected: an entry of this name in agents)";
            default -> " (expected: a Sonde collector at this address)";
        };
    }
}
