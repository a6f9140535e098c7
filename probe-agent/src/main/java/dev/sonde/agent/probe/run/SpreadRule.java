package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.check.Network.Rule;
import dev.sonde.contract.result.Outcome;
import java.util.Comparator;
import java.util.List;

/** Which of several addresses decides about the run that probed them all. Pure. */
final class SpreadRule {
    /**
     * What was decided.
     *
     * @param by the address whose end settled it
     * @param detail its own, and how many were good
     */
    record Decision(Sample by, String detail) {}

    private SpreadRule() {}

    /**
     * Goes through them in the order in which they ended: the one with which the rule is met, or can no longer be, decides. If
     * neither happens, because some say nothing, the first of those does.
     *
     * @param samples at least one
     */
    static Decision decide(List<Sample> samples, Rule rule) {
        int all = samples.size();
        int needed = switch (rule) {
            case ALL -> all;
            case ANY -> 1;
            case QUORUM -> all / 2 + 1;
        };
        List<Sample> asTheyEnded = samples.stream()
                .sorted(Comparator.comparingLong(Sample::durationNanos))
                .toList();
        int good = 0;
        int bad = 0;
        Sample decider = null;
        Sample unknown = null;
        for (Sample sample : asTheyEnded) {
            if (sample.outcome() instanceof Outcome.Success) {
                good++;
                decider = decider == null && good == needed ? sample : decider;
            } else if (sample.outcome() instanceof Outcome.Failure) {
                bad++;
                decider = decider == null && bad == all - needed + 1 ? sample : decider;
            } else {
                unknown = unknown == null ? sample : unknown;
            }
        }
        Sample by = decider != null ? decider : unknown != null ? unknown : asTheyEnded.get(0);
        String expected = rule == Rule.ALL ? "all" : "at least " + needed;
        return new Decision(
                by, by.detail() + "; " + good + " of " + all + " addresses good (expected: " + expected + ")");
    }
}
