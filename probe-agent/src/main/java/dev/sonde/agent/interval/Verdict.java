package dev.sonde.agent.interval;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Outcome.Failure;
import dev.sonde.contract.result.Outcome.Success;
import dev.sonde.contract.result.Outcome.Unknown;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run says once the agent's own lag is considered. Lag only adds time: it spoils a verdict that rests on time,
 * and every duration; a refusal stays a refusal, and an answer within its limit stays within it. Immutable.
 *
 * @param outcome of the run
 * @param limits one word per latency limit, in the order of the limits
 * @param keepsDurations whether its durations enter the distributions
 * @param leavesDurationsOut whether they would enter them if the agent had not lagged
 */
record Verdict(Outcome outcome, List<SlotWord> limits, boolean keepsDurations, boolean leavesDurationsOut) {
    static final Outcome STALLED = Outcome.unknown(UnknownReason.AGENT_STALLED);
    static final Outcome TOO_SLOW = Outcome.failure(FailureReason.TOO_SLOW);

    /**
     * Judges a run.
     *
     * @param lagNanos longest lag or pause of the agent during the run
     * @param thresholdNanos lag up to this is tolerated
     */
    static Verdict of(Sample sample, long lagNanos, long thresholdNanos, List<Duration> limits) {
        boolean lagged = lagNanos > thresholdNanos;
        Outcome outcome = lagged ? underLag(sample.outcome()) : sample.outcome();
        boolean measured = sample.outcome() instanceof Success || sample.outcome() instanceof Failure;
        return new Verdict(
                outcome, limitWords(sample, outcome, lagged, limits), measured && !lagged, measured && lagged);
    }

    /** Whether the target failed the run itself or one of the limits. */
    boolean isBad() {
        return outcome instanceof Failure || limits.stream().anyMatch(Verdict::isBad);
    }

    /** Whether the run and every limit are good. */
    boolean isGood() {
        return outcome instanceof Success && limits.stream().allMatch(word -> word == SlotWord.GOOD);
    }

    /** The outcome to show beside a run that succeeded and was over a limit; null when it was within them all. */
    @Nullable
    Outcome overLimit() {
        return outcome instanceof Success && !isGood() ? (leavesDurationsOut ? STALLED : TOO_SLOW) : null;
    }

    /** Position of the longest limit that the run did not keep; -1 when it kept them all. */
    int longestLimitMissed() {
        for (int i = limits.size() - 1; i >= 0; i--) {
            if (limits.get(i) != SlotWord.GOOD) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBad(SlotWord word) {
        return word.slotClass() == SlotClass.BAD;
    }

    private static Outcome underLag(Outcome outcome) {
        if (outcome instanceof Failure failure) {
            return failure.reason().restsOnTime() ? STALLED : failure;
        }
        return outcome;
    }

    private static List<SlotWord> limitWords(Sample sample, Outcome outcome, boolean lagged, List<Duration> limits) {
        if (limits.isEmpty()) {
            return List.of();
        }
        List<SlotWord> words = new ArrayList<>(limits.size());
        for (Duration limit : limits) {
            words.add(limitWord(sample, outcome, lagged, limit));
        }
        return words;
    }

    private static SlotWord limitWord(Sample sample, Outcome outcome, boolean lagged, Duration limit) {
        if (outcome instanceof Unknown || outcome instanceof Failure || sample.durationNanos() <= limit.toNanos()) {
            return outcome.word();
        }
        return (lagged ? STALLED : TOO_SLOW).word();
    }
}
