package dev.sonde.collector.incident;

import java.time.Instant;
import java.util.List;

/**
 * What one round says of one check. Immutable.
 *
 * @param subject the check as configured, or as it was last when it has left the configuration
 * @param verdicts one per cause that the configuration can produce; none when the check has left it
 */
public record Judgement(Instant at, Subject subject, List<Verdict> verdicts, Calm calm) {
    public Judgement {
        verdicts = List.copyOf(verdicts);
    }

    /** The check has left the configuration: every cause ends at once. */
    public static Judgement removed(Instant at, Subject subject) {
        return new Judgement(at, subject, List.of(), new Calm() {
            @Override
            public boolean isVouchedSince(Cause cause, Instant ended) {
                return false;
            }

            @Override
            public boolean newTroubleSince(Cause cause, Instant loudAt) {
                return false;
            }
        });
    }
}
