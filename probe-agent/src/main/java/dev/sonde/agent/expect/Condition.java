package dev.sonde.agent.expect;

import org.jspecify.annotations.Nullable;

/** One thing that is expected of an answer, compiled. Immutable; any thread. */
interface Condition {
    /** What the answer lacks; null if it meets the condition. */
    @Nullable
    Violation violation(Judging judging);

    /** Whether the body must have been kept. */
    default boolean needsBody() {
        return false;
    }

    /** How the work grows with the body. */
    default Cost cost() {
        return Cost.READING;
    }

    /** From little to much. */
    enum Cost {
        /** At most as reading it does. */
        READING,
        /** It is parsed and built up. */
        EVALUATING,
        /** Each part of it may be looked at for each other. */
        LOOPING
    }
}
