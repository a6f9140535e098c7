package dev.sonde.agent.probe;

import dev.sonde.contract.report.Trail;

/**
 * Puts together what a run left behind, if somebody asks. Most runs are never asked: a source only holds on to what the run
 * had anyway, and makes texts of it on demand. Asked at most once, on the run's event loop, right after the run ended.
 */
@FunctionalInterface
public interface TrailSource {
    TrailSource NONE = () -> Trail.NONE;

    /** Bounded, secrets masked. */
    Trail trail();
}
