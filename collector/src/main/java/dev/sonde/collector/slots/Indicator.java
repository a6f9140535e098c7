package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a check's slots are judged by: the runs' own outcomes, or the same against one latency limit.
 *
 * @param limit null for own outcomes
 */
public record Indicator(CheckName check, @Nullable Duration limit) {
    /** The runs' own outcomes. */
    public static Indicator outcomeOf(CheckName check) {
        return new Indicator(check, null);
    }
}
