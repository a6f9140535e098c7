package dev.sonde.agent.probe;

import io.vertx.core.Future;

/**
 * Performs runs of one check. Belongs to one event loop: made, run and closed there. Runs may overlap.
 */
public interface Probe {
    /**
     * Starts one run now.
     *
     * @return ends with a sample, within the check's timeout plus the loop's lag; never fails: what goes wrong is in the
     *     sample's outcome. Completed on the owning event loop.
     */
    Future<Sample> run();

    /**
     * Releases what the probe holds between runs and ends those in flight, which then end as unknown
     * ({@code agent_stopped}).
     */
    void close();
}
