package dev.sonde.agent.interval;

/**
 * How late the agent itself was during one run, and what that is held against. Immutable.
 *
 * @param nanos what its stalls and pauses may have added to the run
 * @param thresholdNanos lag up to this is tolerated
 * @param timeoutNanos of the check
 */
record RunLag(long nanos, long thresholdNanos, long timeoutNanos) {
    boolean isOverThreshold() {
        return nanos > thresholdNanos;
    }
}
