package dev.sonde.contract.check;

import java.math.BigDecimal;

/**
 * Which successes of a check are kept as evidence; failures always are. Immutable.
 *
 * @param slowest how many of the slowest in each five minutes; 0 to {@link #MAX_SLOWEST}
 * @param sample share of all successes, drawn at random; 0 to 1
 */
public record EvidenceRule(int slowest, BigDecimal sample) {
    public static final int MAX_SLOWEST = 10;
    public static final EvidenceRule DEFAULT = new EvidenceRule(1, BigDecimal.ZERO);

    public EvidenceRule {
        sample = sample.signum() == 0 ? BigDecimal.ZERO : sample.stripTrailingZeros();
        if (slowest < 0 || slowest > MAX_SLOWEST) {
            throw new IllegalArgumentException("slowest: " + slowest + " (expected: 0 to " + MAX_SLOWEST + ")");
        }
        if (sample.signum() < 0 || sample.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("sample: " + sample + " (expected: 0 to 1)");
        }
    }
}
