package dev.sonde.collector.slots;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts the slots of one {@link Indicator} over windows of planned time, all locations summed. Asked on the thread that
 * runs the evaluation round; costs about a microsecond per location whatever the window.
 */
public interface SlotCounting {
    /** Counts over (from, to] by planned time. */
    SlotCounts count(Instant fromExclusive, Instant toInclusive);

    /**
     * Slots planned before this instant were judged from histograms, because the limit is younger than they are: counts
     * that reach behind it are approximate. Null when every slot was judged exactly, and always for own outcomes.
     */
    @Nullable
    Instant exactSince();
}
