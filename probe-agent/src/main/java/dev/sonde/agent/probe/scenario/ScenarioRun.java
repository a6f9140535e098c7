package dev.sonde.agent.probe.scenario;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Extraction;
import dev.sonde.agent.expect.OverBudgetException;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.http.CookieJar;
import dev.sonde.agent.probe.http.HttpPart;
import dev.sonde.agent.probe.http.HttpParts;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario: step after step until one fails. The time between steps, which is the agent's own, is in no phase
 * and not in the run's duration; only the timeout counts it. Belongs to one event loop.
 */
final class ScenarioRun implements ProtocolRun {
    /** Shorter values are words, not keys: masking them would tear messages apart. */
    private static final int LEAST_SECRET = 12;

    private final Run run;
    private final HttpParts http;
    private final @Nullable CookieJar cookies;
    private final ScenarioProcedure.Needs needs;
    private final Map<String, String> variables;
    private int index;
    private long beforeNanos;
    private @Nullable ProtocolRun request;
    private boolean aborted;

    ScenarioRun(Run run, HttpParts http, boolean withCookies, ScenarioProcedure.Needs needs) {
        this.run = run;
        this.http = http;
        this.cookies = withCookies ? new CookieJar() : null;
        this.needs = needs;
        this.variables = new HashMap<>(needs.variables());
    }

    @Override
    public void start() {
        begin();
    }

    private void begin() {
        PreparedStep step = needs.steps().get(index);
        Filling filling = new Filling(variables);
        onceOrElsewhere(step.expectations() != null, () -> step.filled(filling))
                .onComplete(
                        this::send, failure -> fail(unfit(failure), run.loop().now()));
    }

    private void send(HttpPart part) {
        if (aborted) {
            return;
        }
        if (index > 0) {
            run.resume(Phase.RESOLVE, run.loop().now());
        }
        beforeNanos = run.phases().totalNanos();
        // The values of the last answer are taken before the run ends, so the deadline is met with its last byte.
        boolean last = index == needs.steps().size() - 1;
        ProtocolRun next = http.request(run, part, name(), cookies, last, this::ended);
        request = next;
        next.start();
    }

    private void ended(Verdict verdict, @Nullable Answer answer, long atNanos) {
        if (aborted) {
            return;
        }
        request = null;
        long nanos = run.pause(atNanos).totalNanos() - beforeNanos;
        if (answer == null || !(verdict.outcome() instanceof Outcome.Success)) {
            noteTime(nanos, verdict);
            fail(verdict, atNanos);
            return;
        }
        PreparedStep step = needs.steps().get(index);
        boolean quick = step.extractions().values().stream().allMatch(extraction -> extraction.isQuick(answer));
        onceOrElsewhere(quick, () -> values(step, answer))
                .onComplete(
                        found -> {
                            Verdict whole = found.missing.isEmpty()
                                    ? verdict
                                    : Verdict.failure(FailureReason.ASSERTION, found.missing);
                            noteTime(nanos, whole);
                            if (aborted) {
                                return;
                            }
                            if (!found.missing.isEmpty()) {
                                fail(whole, atNanos);
                                return;
                            }
                            found.values.forEach(this::keep);
                            goOn(atNanos);
                        },
                        failure -> fail(
                                Verdict.unknown(
                                        failure instanceof OverBudgetException
                                                ? UnknownReason.AGENT_OVERLOADED
                                                : UnknownReason.AGENT_ERROR,
                                        "extract: " + failure.getMessage()),
                                atNanos));
    }

    private void goOn(long atNanos) {
        index++;
        if (index == needs.steps().size()) {
            run.ended(Verdict.SUCCESS, atNanos);
        } else {
            begin();
        }
    }

    private void noteTime(long nanos, Verdict verdict) {
        boolean good = verdict.outcome() instanceof Outcome.Success;
        if (good || verdict.outcome() instanceof Outcome.Failure) {
            run.step(new StepTime(name(), nanos, good));
        }
    }

    /** What an answer hands to later steps; a text says what it lacks. */
    private record Values(Map<String, String> values, String missing) {}

    private static Values values(PreparedStep step, Answer answer) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : step.step().extract().keySet()) {
            Extraction extraction = step.extractions().get(name);
            try {
                if (extraction != null) {
                    values.put(name, extraction.from(answer));
                }
            } catch (Extraction.AbsentException e) {
                return new Values(Map.of(), "extract " + name + ": " + e.getMessage());
            }
        }
        return new Values(values, "");
    }

    private void keep(String name, String value) {
        variables.put(name, value);
        if (value.length() >= LEAST_SECRET) {
            run.mask(value);
        }
    }

    /** Calls at once what is quick, on a worker what may not be. */
    private <T> Future<T> onceOrElsewhere(boolean quick, Callable<T> call) {
        if (!quick) {
            return run.loop().onWorker(call);
        }
        try {
            return Future.succeededFuture(call.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private Verdict unfit(Throwable failure) {
        return failure instanceof IllegalArgumentException
                ? Verdict.failure(FailureReason.ASSERTION, "request: " + failure.getMessage())
                : Verdict.unknown(UnknownReason.AGENT_ERROR, "request: " + failure);
    }

    private void fail(Verdict verdict, long atNanos) {
        if (!aborted) {
            run.ended(named(verdict), atNanos);
        }
    }

    private Verdict named(Verdict verdict) {
        return new Verdict(verdict.outcome(), "step " + (index + 1) + " " + name() + ": " + verdict.detail());
    }

    private String name() {
        return needs.steps().get(index).step().name();
    }

    @Override
    public void settlePhases() {
        if (request != null) {
            request.settlePhases();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        if (request != null) {
            request.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        ProtocolRun present = request;
        Verdict late = present == null
                ? Verdict.failure(FailureReason.TIMEOUT, "the next step was not begun in time")
                : present.late(phase);
        if (present != null) {
            noteTime(run.phases().totalNanos() - beforeNanos, late);
        }
        return named(late);
    }
}
