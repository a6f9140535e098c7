package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the time that the answer, or one phase of it, took. A phase that was not reached took none.
 *
 * @param phase null for the whole
 */
record TimeCondition(@Nullable Phase phase, Duration most) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        Answer answer = judging.answer();
        long nanos = phase == null ? answer.durationNanos() : answer.phases().nanos(phase);
        if (nanos <= most.toNanos()) {
            return null;
        }
        return new Violation(
                FailureReason.TOO_SLOW,
                (phase == null ? "response time" : phase.label()) + ": " + milliseconds(nanos) + " (expected: at most "
                        + milliseconds(most.toNanos()) + ")");
    }

    static String milliseconds(long nanos) {
        String text = String.format(Locale.ROOT, "%.3f", nanos / 1e6);
        return text.replaceAll("\\.?0+$", "") + " ms";
    }
}
