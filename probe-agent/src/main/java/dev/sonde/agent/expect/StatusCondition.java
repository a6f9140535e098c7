package dev.sonde.agent.expect;

import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.result.FailureReason;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** That the status is one of these codes, or of one of these classes. */
record StatusCondition(List<StatusMatch> codes) implements Condition {
    @Override
    public @Nullable Violation violation(Judging judging) {
        int status = judging.answer().status();
        for (StatusMatch code : codes) {
            if (code.matches(status)) {
                return null;
            }
        }
        String expected = codes.stream().map(StatusMatch::toString).collect(Collectors.joining(", "));
        return new Violation(FailureReason.HTTP_STATUS, "status: " + status + " (expected: " + expected + ")");
    }
}
