package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.time.Duration;

/** Writes durations as the configuration does: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 6h}, {@code 30d}. */
public final class DurationText {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private DurationText() {}

    /**
     * In the largest unit that divides it, or else in seconds with a fraction: {@code 90s} is {@code 90s}, 51.84 s is
     * {@code 51.84s}, a fraction of a millisecond is kept.
     */
    public static String of(Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        if (nanos == 0) {
            return ofSeconds(seconds);
        }
        if (seconds == 0 && nanos % NANOS_PER_MILLI == 0) {
            return nanos / NANOS_PER_MILLI + "ms";
        }
        return BigDecimal.valueOf(seconds)
                        .add(BigDecimal.valueOf(nanos, 9))
                        .stripTrailingZeros()
                        .toPlainString()
                + "s";
    }

    private static String ofSeconds(long seconds) {
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
    }
}
