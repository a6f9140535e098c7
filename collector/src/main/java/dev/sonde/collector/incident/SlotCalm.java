package dev.sonde.collector.incident;

import dev.sonde.collector.slo.QuietTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calm as a check's slots show it: each cause goes by the slots it was judged on, an SLO's by those against its threshold,
 * hard down by the runs' own outcomes. A certificate's end is a report of its own and needs no slots.
 */
public final class SlotCalm implements Calm {
    private final Function<@Nullable Duration, QuietTime> quietByLimit;

    /** @param quietByLimit of the check in this round; null asks for own outcomes */
    public SlotCalm(Function<@Nullable Duration, QuietTime> quietByLimit) {
        this.quietByLimit = quietByLimit;
    }

    @Override
    public boolean isVouchedSince(Cause cause, Instant ended) {
        return cause.details() instanceof CauseDetails.Certificate
                || quietByLimit.apply(limit(cause)).isVouchedSince(ended);
    }

    @Override
    public boolean newTroubleSince(Cause cause, Instant loudAt) {
        return quietByLimit.apply(limit(cause)).newTroubleSince(loudAt);
    }

    private static @Nullable Duration limit(Cause cause) {
        return cause.details() instanceof CauseDetails.BurnRate burn ? burn.threshold() : null;
    }
}
