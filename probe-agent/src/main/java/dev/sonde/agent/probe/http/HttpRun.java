package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Body;
import dev.sonde.agent.expect.Violation;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run: an exchange, more of them while redirects lead on, and the judgement of the last answer, all within one
 * deadline. Ends exactly once, with a sample. Belongs to one event loop.
 */
final class HttpRun {
    /** Judging longer bodies would hold up the loop. */
    private static final int JUDGED_ON_LOOP_BYTES = 64 * 1024;

    private final HttpProbe probe;
    private final HttpProbes loop;
    private final HttpTarget target;
    private final Duration timeout;
    private final Prepared prepared;
    private final Promise<Sample> promise = Promise.promise();
    private final PhaseClock clock;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable HttpExchange exchange;
    private @Nullable Instant certificateExpiry;
    private @Nullable Set<String> visited;
    private String firstHost = "";
    private boolean ended;

    HttpRun(HttpProbe probe, HttpProbes loop, HttpTarget target, Duration timeout, Prepared prepared) {
        this.probe = probe;
        this.loop = loop;
        this.target = target;
        this.timeout = timeout;
        this.prepared = prepared;
        this.clock = new PhaseClock(Phase.RESOLVE, loop.now());
    }

    Future<Sample> start(Prepared.Needs needs) {
        deadline = loop.eventLoop().schedule(this::deadlinePassed, timeout.toNanos(), TimeUnit.NANOSECONDS);
        firstHost = needs.request().url().host();
        begin(new HttpExchange(this, loop, needs.request(), needs));
        return promise.future();
    }

    private void begin(HttpExchange next) {
        exchange = next;
        next.start();
    }

    HttpTarget target() {
        return target;
    }

    PhaseClock clock() {
        return clock;
    }

    String firstHost() {
        return firstHost;
    }

    /** Goes on elsewhere, or fails, if the answer is a redirect to be followed. */
    boolean followsRedirect(HttpExchange answered, HttpClientResponse head) {
        if (!target.redirects().follow() || !isRedirect(head.statusCode())) {
            return false;
        }
        long now = loop.now();
        noteCertificate(answered);
        String location = head.headers().get(HttpHeaders.LOCATION);
        Set<String> seen = visited == null ? new HashSet<>() : visited;
        visited = seen;
        seen.add(answered.request().toString());
        Request next;
        try {
            if (location == null) {
                throw new IllegalArgumentException("no Location header");
            }
            next = answered.request()
                    .redirected(head.statusCode(), answered.request().url().resolve(location));
        } catch (IllegalArgumentException e) {
            endRedirect(answered, "redirect " + head.statusCode() + " leads nowhere: " + e.getMessage(), now);
            return true;
        }
        if (seen.contains(next.toString())) {
            endRedirect(answered, "redirects lead in a circle, back to " + next.url(), now);
        } else if (seen.size() > target.redirects().max()) {
            endRedirect(
                    answered,
                    "redirects: more than " + target.redirects().max() + ", the next to " + next.url()
                            + " (expected: at most " + target.redirects().max() + ")",
                    now);
        } else if (prepared.needs() != null) {
            answered.close();
            clock.enter(Phase.RESOLVE, now);
            begin(new HttpExchange(this, loop, next, prepared.needs()));
        }
        return true;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void endRedirect(HttpExchange answered, String detail, long atNanos) {
        answered.close();
        ended(Verdict.failure(FailureReason.REDIRECT, detail), atNanos);
    }

    /** The last byte came at this instant. */
    void answered(HttpClientResponse response, Body body, long atNanos) {
        if (ended || prepared.needs() == null) {
            return;
        }
        stopDeadline();
        noteCertificate(exchange);
        long durationNanos = clock.end(atNanos);
        HttpAnswer answer = new HttpAnswer(
                response.statusCode(),
                response.headers(),
                body,
                certificateExpiry,
                durationNanos,
                loop.settings().wallClock().instant());
        var expectations = prepared.needs().expectations();
        if (body.length() <= JUDGED_ON_LOOP_BYTES) {
            judged(expectations.firstViolation(answer), atNanos);
        } else {
            loop.vertx()
                    .executeBlocking(() -> new Judgement(expectations.firstViolation(answer)), false)
                    .onComplete(
                            done -> judged(done.violation(), atNanos),
                            failure -> ended(Verdict.unknown(UnknownReason.AGENT_ERROR, failure.toString()), atNanos));
        }
    }

    private record Judgement(@Nullable Violation violation) {}

    private void judged(@Nullable Violation violation, long atNanos) {
        ended(violation == null ? Verdict.SUCCESS : Verdict.failure(violation.reason(), violation.detail()), atNanos);
    }

    private void deadlinePassed() {
        HttpExchange present = exchange;
        if (ended || present == null) {
            return;
        }
        long atNanos = loop.now();
        present.settlePhases();
        present.abort();
        ended(Failures.deadline(clock.current(), String.valueOf(present.dial()), timeout), atNanos);
    }

    /** The probe is closed: the run ends as unknown. */
    void stop() {
        if (ended) {
            return;
        }
        long atNanos = loop.now();
        if (exchange != null) {
            exchange.settlePhases();
            exchange.abort();
        }
        ended(Verdict.unknown(UnknownReason.AGENT_STOPPED, "the probe was stopped"), atNanos);
    }

    /** The run ended at this instant; whoever calls has seen to the connection. */
    void ended(Verdict verdict, long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        stopDeadline();
        noteCertificate(exchange);
        Dial last = exchange == null ? null : exchange.dial();
        long durationNanos = clock.end(atNanos);
        probe.ended(this);
        promise.complete(new Sample(
                verdict.outcome(),
                clock.startedNanos(),
                durationNanos,
                clock.timings(),
                shortened(prepared.masks().apply(verdict.detail())),
                last == null ? null : last.toString(),
                exchange == null ? 0 : exchange.status(),
                certificateExpiry));
    }

    /** The certificate that ends first counts when redirects led past several. */
    private void noteCertificate(@Nullable HttpExchange seen) {
        X509Certificate shown =
                seen == null || seen.dial() == null ? null : seen.dial().certificate();
        if (shown != null) {
            Instant until = shown.getNotAfter().toInstant();
            certificateExpiry =
                    certificateExpiry == null || until.isBefore(certificateExpiry) ? until : certificateExpiry;
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static String shortened(String detail) {
        return detail.length() <= Evidence.MAX_DETAIL ? detail : detail.substring(0, Evidence.MAX_DETAIL);
    }
}
