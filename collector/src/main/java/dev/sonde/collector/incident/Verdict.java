package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a round says of one possible cause. Every cause that the configuration can produce has a verdict in every round;
 * a cause without one has left the configuration. Immutable.
 *
 * @param id see {@link Cause#id}
 * @param since when it began to fire; null when it does not
 * @param noData whether unknown slots alone keep it firing
 * @param details null only when it does not fire and has nothing new to say
 */
public record Verdict(
        String id,
        Severity severity,
        @Nullable Instant since,
        boolean noData,
        @Nullable CauseDetails details) {
    public Verdict {
        if (since != null && details == null) {
            throw new IllegalArgumentException(id + ": a cause that fires has details");
        }
    }

    /** Whether the cause goes on. */
    public boolean isFiring() {
        return since != null;
    }
}
