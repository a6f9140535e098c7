package dev.sonde.agent.probe;

import dev.sonde.contract.check.Check;
import io.vertx.core.Future;
import java.util.function.LongUnaryOperator;

/**
 * Makes the probes of one event loop. Belongs to that loop: every call is made there, and so are the calls on the probes
 * it made.
 */
public interface ProbeFactory {
    /**
     * A probe of the check. Never fails and never blocks: what the check lacks, such as a secret or a CA file, shows in
     * the outcome of its runs ({@code agent_misconfigured}).
     */
    Probe create(Check check);

    /**
     * Gives runs back the time that the agent itself took from them, when their deadline comes.
     *
     * @param stuckSince how long the event loop was stuck since an instant of the probes' monotonic clock, in nanoseconds
     */
    default void useLag(LongUnaryOperator stuckSince) {}

    /** Has TLS rehearsed before a run is led to it first. */
    default void useTlsRehearsal(TlsRehearsal rehearsal) {}

    /**
     * Closes every probe it made that is still open, and what they share.
     *
     * @return completed when nothing is at work for them any more, on no thread
     */
    Future<Void> close();
}
