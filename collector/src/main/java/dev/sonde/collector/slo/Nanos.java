package dev.sonde.collector.slo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as exact decimals of nanoseconds, and back. */
final class Nanos {
    private Nanos() {}

    static BigDecimal of(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds()).movePointRight(9).add(BigDecimal.valueOf(duration.getNano()));
    }

    /** Rounded down to the nanosecond; durations beyond what fits are the largest there is. */
    static Duration toDuration(BigDecimal nanos) {
        BigDecimal[] parts = nanos.setScale(0, RoundingMode.FLOOR).divideAndRemainder(BigDecimal.TEN.pow(9));
        if (parts[0].compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
            return Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        }
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
