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
 * What one run says once the agent's own lag is considered. Lag only adds time: it spoils every duration, and a verdict that
 * rests on time if it could have made the difference; a refusal stays a refusal, an answer within its limit stays within it,
 * and one that is over its limit even without the lag stays over it. Immutable.
 *
 * @param outcome of the run
 * @param limits one word per latency limit, in the order of the limits
 * @param keepsDurations whether its durations enter the distributions
 * @param leavesDurationsOut whether they would enter them if the agent had not lagged
 */
record Verdict(Outcome outcome, List<SlotWord> limits, boolean keepsDurations, boolean leavesDurationsOut) {
    static final Outcome STALLED = Outcome.unknown(UnknownReason.AGENT_STALLED);
    static final Outcome TOO_SLOW = Outcome.failure(FailureReason.TOO_SLOW);

    /** Silence before the deadline is excused only by lag that was at least this part of it: 1 / 10. */
    private static final int PART_OF_SILENCE = 10;

    /**
     * Judges a run.
     *
     * @param lag of the agent during the run
     */
    static Verdict of(Sample sample, RunLag lag, List<Duration> limits) {
        boolean lagged = lag.isOverThreshold();
        Outcome outcome = lagged ? underLag(sample, lag) : sample.outcome();
        boolean measured = sample.outcome() instanceof Success || sample.outcome() instanceof Failure;
        return new Verdict(outcome, limitWords(sample, outcome, lag, limits), measured && !lagged, measured && lagged);
    }

    /** Whether the target failed the run itself or one of the limits. */
    boolean isBad() {
        if (outcome instanceof Failure) {
            return true;
        }
        for (SlotWord word : limits) {
            if (word.slotClass() == SlotClass.BAD) {
                return true;
            }
        }
        return false;
    }

    /** Whether the run and every limit are good. */
    boolean isGood() {
        return outcome instanceof Success && longestLimitMissed() < 0;
    }

    /** The outcome to show beside a run that succeeded and was over a limit; null when it was within them all. */
    @Nullable
    Outcome overLimit() {
        return outcome instanceof Success && !isGood() ? (isBad() ? TOO_SLOW : STALLED) : null;
    }

    /** Position of the longest limit that the run broke, or else did not keep; -1 when it kept them all. */
    int longestLimitMissed() {
        int missed = -1;
        for (int i = 0; i < limits.size(); i++) {
            boolean counts = isBad() ? isBad(limits.get(i)) : limits.get(i) != SlotWord.GOOD;
            missed = counts ? i : missed;
        }
        return missed;
    }

    private static boolean isBad(SlotWord word) {
        return word.slotClass() == SlotClass.BAD;
    }

    private static Outcome underLag(Sample sample, RunLag lag) {
        if (!(sample.outcome() instanceof Failure failure)) {
            return sample.outcome();
        }
        return switch (failure.reason()) {
            case TIMEOUT, CONNECT_TIMEOUT -> isSilenceExcused(sample.durationNanos(), lag) ? STALLED : failure;
            case TOO_SLOW -> STALLED;
            case DNS,
                    UNREACHABLE,
                    CONNECT_REFUSED,
                    CONNECTION_RESET,
                    PROXY,
                    TLS_HANDSHAKE,
                    TLS_CERTIFICATE,
                    PROTOCOL,
                    REDIRECT,
                    TOO_LARGE,
                    HTTP_STATUS,
                    ASSERTION,
                    BLOCKED -> failure;
        };
    }

    /** A run that came to its deadline was given the time back that the agent took: its silence is the target's. */
    private static boolean isSilenceExcused(long durationNanos, RunLag lag) {
        return durationNanos < lag.timeoutNanos() && lag.nanos() >= durationNanos / PART_OF_SILENCE;
    }

    private static List<SlotWord> limitWords(Sample sample, Outcome outcome, RunLag lag, List<Duration> limits) {
        if (limits.isEmpty()) {
            return List.of();
        }
        List<SlotWord> words = new ArrayList<>(limits.size());
        for (Duration limit : limits) {
            words.add(limitWord(sample, outcome, lag, limit));
        }
        return words;
    }

    private static SlotWord limitWord(Sample sample, Outcome outcome, RunLag lag, Duration limit) {
        if (outcome instanceof Unknown || outcome instanceof Failure || sample.durationNanos() <= limit.toNanos()) {
            return outcome.word();
        }
        boolean slowAnyway = sample.durationNanos() - lag.nanos() > limit.toNanos();
        return (lag.isOverThreshold() && !slowAnyway ? STALLED : TOO_SLOW).word();
    }
}
