package dev.sonde.agent.probe.run;

import org.jspecify.annotations.Nullable;

/**
 * What the runs of a check need, or the reason why it cannot be had. Immutable.
 *
 * @param needs null if something is missing
 * @param problem for people: what is missing, masked; empty if nothing is
 * @param masks for all that is told about the runs
 * @param canChange whether anything was read that can change while the check does not
 */
record Prepared<N>(@Nullable N needs, String problem, Masks masks, boolean canChange) {}
