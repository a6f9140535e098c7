package dev.sonde.agent.probe.run;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.expect.OverBudgetException;
import dev.sonde.agent.expect.Violation;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;

/** Holds answers against what is expected of them: the quick ones at once, the others on a worker. */
final class Judgement {
    private Judgement() {}

    /**
     * What an answer is worth.
     *
     * @param masks what the verdict must not show
     * @return ends on the loop, never fails
     */
    static Future<Verdict> of(Answer answer, Expectations expectations, Masks masks, ProbeLoop loop) {
        return expectations.isQuick(answer)
                ? Future.succeededFuture(verdict(answer, expectations, masks))
                : loop.onWorker(() -> verdict(answer, expectations, masks));
    }

    private static Verdict verdict(Answer answer, Expectations expectations, Masks masks) {
        try {
            Violation violation = expectations.firstViolation(answer, masks::apply);
            return violation == null ? Verdict.SUCCESS : Verdict.failure(violation.reason(), violation.detail());
        } catch (OverBudgetException e) {
            return Verdict.unknown(UnknownReason.AGENT_OVERLOADED, String.valueOf(e.getMessage()));
        } catch (RuntimeException defect) {
            return Verdict.unknown(UnknownReason.AGENT_ERROR, "judging the answer: " + defect);
        }
    }
}
