package dev.sonde.agent.probe.icmp;

import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import dev.sonde.contract.result.FailureReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/** The round trips of one run by packet, and what they say. One thread. */
final class Echoes {
    private static final long NONE = -1;

    private final long[] nanos;
    private int came;

    Echoes(int packets) {
        nanos = new long[packets];
        Arrays.fill(nanos, NONE);
    }

    /** The echo of a packet came. */
    void came(int packet, long roundTripNanos) {
        nanos[packet] = roundTripNanos;
        came++;
    }

    int sent() {
        return nanos.length;
    }

    int came() {
        return came;
    }

    /** The lower one of the two in the middle if their number is even; only if any came. */
    long medianNanos() {
        long[] sorted = ofThoseThatCame().sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    /** The mean difference of one to the one before, of those that came; 0 if fewer than two did. */
    long jitterNanos() {
        long[] present = ofThoseThatCame().toArray();
        long sum = 0;
        for (int i = 1; i < present.length; i++) {
            sum += Math.abs(present[i] - present[i - 1]);
        }
        return present.length < 2 ? 0 : sum / (present.length - 1);
    }

    private LongStream ofThoseThatCame() {
        return Arrays.stream(nanos).filter(each -> each != NONE);
    }

    /** The ratio of those that did not come, exact enough to be compared with a percentage. */
    private BigDecimal loss() {
        return BigDecimal.valueOf(nanos.length - came)
                .divide(BigDecimal.valueOf(nanos.length), 12, RoundingMode.HALF_UP);
    }

    String lossText() {
        return (nanos.length - came) + " of " + nanos.length + (nanos.length == 1 ? " packet" : " packets");
    }

    /** How the run ends; at least one came. */
    Verdict verdict(IcmpExpectation wanted) {
        if (loss().compareTo(wanted.loss()) > 0) {
            String most = wanted.loss().movePointRight(2).stripTrailingZeros().toPlainString() + "%";
            return Verdict.failure(FailureReason.TIMEOUT, "loss: " + lossText() + " (expected: at most " + most + ")");
        }
        if (wanted.roundTrip() != null && medianNanos() > wanted.roundTrip().toNanos()) {
            return tooSlow("round trip", medianNanos(), wanted.roundTrip());
        }
        if (wanted.jitter() != null && jitterNanos() > wanted.jitter().toNanos()) {
            return tooSlow("jitter", jitterNanos(), wanted.jitter());
        }
        return Verdict.SUCCESS;
    }

    private static Verdict tooSlow(String what, long nanos, Duration most) {
        return Verdict.failure(
                FailureReason.TOO_SLOW,
                what + ": " + milliseconds(nanos) + " (expected: at most " + milliseconds(most.toNanos()) + ")");
    }

    static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6).replaceAll("\\.?0+$", "") + " ms";
    }
}
