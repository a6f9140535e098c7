package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** That a CEL expression over the answer is true. What it does not refer to is not worked out. */
record CelCondition(CelExpression expression) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        CelTrace trace = new CelTrace(judging.budget());
        String seen;
        try {
            if (expression.evaluate(values(judging.answer()), trace, judging.budget())) {
                return null;
            }
            seen = "false" + (trace.seen().isEmpty() ? "" : " with " + judging.shown(trace.seen()));
        } catch (Json.NotReadableException e) {
            seen = "the body is " + judging.shown(String.valueOf(e.getMessage()));
        } catch (CelExpression.NotEvaluatedException e) {
            seen = judging.shown(String.valueOf(e.getMessage()));
        }
        return new Violation(
                FailureReason.ASSERTION, "cel: " + seen + " (expected: " + Excerpt.of(expression.toString()) + ")");
    }

    private Map<String, Object> values(Answer answer) throws Json.NotReadableException {
        Map<String, Object> values = new HashMap<>();
        values.put("status", (long) answer.status());
        values.put("size", answer.size());
        values.put("response_time", Duration.ofNanos(answer.durationNanos()));
        values.put("tls_version", answer.tlsVersion());
        if (expression.uses("headers")) {
            values.put("headers", answer.headersByName());
        }
        if (expression.uses("body")) {
            values.put("body", answer.body().text());
        }
        if (expression.uses("json")) {
            values.put("json", Json.read(answer.body().text(), CelExpression.VALUES));
        }
        if (expression.uses("phases")) {
            Map<String, Duration> phases = new HashMap<>();
            answer.phases().toMap().forEach((phase, nanos) -> phases.put(phase.label(), Duration.ofNanos(nanos)));
            values.put("phases", phases);
        }
        return values;
    }

    @Override
    public boolean needsBody() {
        return expression.uses("body") || expression.uses("json");
    }

    @Override
    public boolean isQuick(Answer answer) {
        return expression.isSimple() && (!needsBody() || Json.isQuick(answer.body()));
    }
}
