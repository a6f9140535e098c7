package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * How large a body must be, in bytes as it came, unpacked. Immutable.
 *
 * @param min least; 0 or more
 * @param max most, not below the least; null sets no bound
 */
public record SizeLimits(long min, @Nullable Long max) {
    public SizeLimits {
        if (min < 0) {
            throw new IllegalArgumentException("least size: " + min + " (expected: 0 or more)");
        }
        if (max != null && max < min) {
            throw new IllegalArgumentException("most size: " + max + " (expected: at least " + min + ", the least)");
        }
    }
}
