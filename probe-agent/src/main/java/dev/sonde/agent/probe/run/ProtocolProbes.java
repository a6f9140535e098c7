package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Probe;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Target;

/**
 * Makes the probes of one protocol on one loop, and holds what only they share, such as a client. Belongs to that loop.
 *
 * @param <T> the protocol's target
 */
public interface ProtocolProbes<T extends Target> {
    /**
     * A probe of the check, usually a {@link LoopProbe}. Never fails and never blocks.
     *
     * @param target the check's
     */
    Probe create(Check check, T target);

    /** Closes what they share; the probes themselves are closed before. */
    default void close() {}
}
