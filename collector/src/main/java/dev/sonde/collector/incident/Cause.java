package dev.sonde.collector.incident;

import dev.sonde.collector.slo.DurationText;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.Location;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an incident is open, or was: a cause stays listed after it has ended, until the incident is resolved. Immutable.
 *
 * @param id which cause: the same id is the same cause however often it starts and ends, such as
 *     {@code burn_rate/checkout-availability/page/1h/5m}, {@code hard_down} or {@code certificate}
 * @param since when it last started
 * @param endedAt when it last ended; null exactly while it fires
 * @param noData whether unknown slots alone keep it firing
 */
public record Cause(
        String id,
        Severity severity,
        State state,
        Instant since,
        @Nullable Instant endedAt,
        boolean noData,
        CauseDetails details) {
    /** Whether a cause goes on. */
    public enum State {
        FIRING("firing"),
        /** Its condition ended; it may come back within the quiet time. */
        CLEARED("cleared"),
        /** Its check, SLO or rule left the configuration. */
        REMOVED("removed");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** The word in JSON and webhooks. */
        public String label() {
            return label;
        }

        static State ofLabel(String label) {
            for (State state : values()) {
                if (state.label.equals(label)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("state: " + label + " (expected: firing, cleared or removed)");
        }
    }

    public Cause {
        if ((state == State.FIRING) != (endedAt == null)) {
            throw new IllegalArgumentException("a cause has an end exactly when it does not fire");
        }
    }

    /** Whether it goes on. */
    public boolean isFiring() {
        return state == State.FIRING;
    }

    /** In one line, for people. */
    public String line() {
        if (details instanceof CauseDetails.BurnRate burn) {
            return "burn rate of " + burn.slo() + " above " + rounded(burn.factor()) + " over "
                    + DurationText.of(burn.longWindow()) + " and " + DurationText.of(burn.shortWindow());
        } else if (details instanceof CauseDetails.HardDown down) {
            return "hard down at "
                    + String.join(
                            ", ",
                            down.locations().keySet().stream()
                                    .map(Location::value)
                                    .toList());
        } else if (details instanceof CauseDetails.Certificate certificate) {
            return "certificate expires at " + certificate.expiry();
        }
        throw new IllegalStateException("a kind of cause without words: " + details.kind());
    }

    private static String rounded(double factor) {
        return BigDecimal.valueOf(factor)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
