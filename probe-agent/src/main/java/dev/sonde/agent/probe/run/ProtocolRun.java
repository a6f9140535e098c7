package dev.sonde.agent.probe.run;

import dev.sonde.contract.result.Phase;

/**
 * The protocol's part of one run. Says to its {@link Run} when a phase begins and, once, how it ended. Belongs to one
 * event loop.
 */
public interface ProtocolRun {
    /** Begins; the run's clock is in its first phase. What it throws ends the run as {@code agent_error}. */
    void start();

    /** Moves the run's clock over instants that were stamped but not told yet; called before the run is cut off. */
    default void settlePhases() {}

    /** Lets go of everything at once; from now on nothing is told. Called when the run is cut off, and harmless later. */
    void abort();

    /** How a run ends whose deadline passed in this phase; called before {@link #abort}. */
    Verdict late(Phase phase);
}
