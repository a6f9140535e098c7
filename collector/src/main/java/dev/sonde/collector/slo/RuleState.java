package dev.sonde.collector.slo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a burn-rate rule remembers between rounds. Immutable.
 *
 * @param firing whether it fires
 * @param noData whether unknown slots alone keep it firing
 * @param since the round in which it began to fire; null when it does not
 */
public record RuleState(
        boolean firing, boolean noData, @Nullable Instant since) {
    public static final RuleState QUIET = new RuleState(false, false, null);

    public RuleState {
        if (firing == (since == null) || (noData && !firing)) {
            throw new IllegalArgumentException("a rule has a since exactly when it fires, and no data only then");
        }
    }
}
