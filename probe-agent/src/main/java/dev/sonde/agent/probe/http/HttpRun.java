package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Body;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP part of one run: an exchange, more of them while redirects lead on, and the judgement of the last answer.
 * Belongs to one event loop.
 */
final class HttpRun implements ProtocolRun {
    private final Run run;
    private final ProbeLoop loop;
    private final HttpClientAgent client;
    private final HttpTarget target;
    private final HttpNeeds needs;
    private @Nullable HttpExchange exchange;
    private @Nullable Set<String> visited;

    HttpRun(Run run, HttpClientAgent client, HttpTarget target, HttpNeeds needs) {
        this.run = run;
        this.loop = run.loop();
        this.client = client;
        this.target = target;
        this.needs = needs;
    }

    @Override
    public void start() {
        begin(needs.request());
    }

    private void begin(Request request) {
        run.trail().hop("", request.url());
        run.dialling(null);
        run.status(0);
        HttpExchange next = new HttpExchange(this, request, needs);
        exchange = next;
        next.start();
    }

    Run run() {
        return run;
    }

    HttpClientAgent client() {
        return client;
    }

    HttpTarget target() {
        return target;
    }

    String firstHost() {
        return needs.request().url().host();
    }

    /** Goes on elsewhere, or fails, if the answer is a redirect to be followed. */
    boolean followsRedirect(HttpExchange answered, HttpClientResponse head) {
        if (!target.redirects().follow() || !isRedirect(head.statusCode())) {
            return false;
        }
        long now = loop.now();
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
        } else {
            answered.close();
            run.enter(Phase.RESOLVE, now);
            begin(next);
        }
        return true;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void endRedirect(HttpExchange answered, String detail, long atNanos) {
        answered.close();
        run.ended(Verdict.failure(FailureReason.REDIRECT, detail), atNanos);
    }

    /** The last byte came at this instant. */
    void answered(HttpClientResponse response, Body body, long bodyBytes, long atNanos) {
        if (run.hasEnded()) {
            return;
        }
        long durationNanos = run.answered(atNanos);
        run.trail().body(body::text);
        HttpAnswer answer = new HttpAnswer(
                response.statusCode(),
                response.headers(),
                body,
                bodyBytes,
                run.certificateExpiry(),
                exchange == null ? null : exchange.dial(),
                durationNanos,
                run.phases(),
                loop.settings().wallClock().instant());
        run.judge(needs.expectations(), answer).onSuccess(verdict -> run.ended(verdict, atNanos));
    }

    @Override
    public void settlePhases() {
        if (exchange != null) {
            exchange.settlePhases();
        }
    }

    @Override
    public void abort() {
        if (exchange != null) {
            exchange.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        Dial dialled = exchange == null ? null : exchange.dial();
        return HttpFailures.deadline(phase, String.valueOf(dialled), run.timeout());
    }
}
