package dev.sonde.agent.expect;

import dev.sonde.contract.result.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * Limits on the size of the body.
 *
 * @param least in bytes
 * @param most in bytes
 */
record SizeCondition(long least, long most) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        long size = judging.answer().size();
        if (size >= least && size <= most) {
            return null;
        }
        String expected = size < least ? "at least " + least : "at most " + most;
        return new Violation(FailureReason.ASSERTION, "size: " + size + " bytes (expected: " + expected + " bytes)");
    }
}
