package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Target;
import java.time.Duration;

/**
 * One protocol's block, and how it becomes its record. Immutable.
 *
 * @param key in a check
 * @param defaults in {@code defaults}; its block has some of the same keys
 */
record Protocol(Key<MappingView> key, Key<MappingView> defaults, Mapper mapper) {
    /** Makes the target of a sound block. */
    @FunctionalInterface
    interface Mapper {
        /**
         * @param block laid over the defaults
         * @param timeout of a run, which limits must stay below to be of use
         * @param problems for what shows only when keys are held against each other; if an error is noted, any target
         */
        Target target(MappingView block, Duration timeout, Problems problems);
    }

    static Protocol of(String name, String text, Block block, Block defaults, Mapper mapper) {
        return new Protocol(
                Key.optional(name, block, text),
                Key.optional(name, defaults, "for the `" + name + "` block of checks that have one"),
                mapper);
    }
}
