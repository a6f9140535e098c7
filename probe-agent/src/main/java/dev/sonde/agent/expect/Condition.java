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

    /** Whether holding it against this answer takes so little time that an event loop can do it. */
    default boolean isQuick(Answer answer) {
        return true;
    }
}
