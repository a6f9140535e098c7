package dev.sonde.agent.schedule;

import dev.sonde.agent.probe.Probe;

/** A probe of one check, closed once when it is no longer current and its last run ended. Belongs to the check's event loop. */
final class ProbeUse {
    private final Probe probe;
    private int running;
    private boolean retired;
    private boolean closed;

    ProbeUse(Probe probe) {
        this.probe = probe;
    }

    Probe probe() {
        return probe;
    }

    /** A run is begun with it. */
    void begun() {
        running++;
    }

    /** A run begun with it ended. */
    void ended() {
        running--;
        closeIfUnused();
    }

    /** No further run is begun with it. */
    void retire() {
        retired = true;
        closeIfUnused();
    }

    /** Closes it now, whatever is under way. */
    void close() {
        if (!closed) {
            closed = true;
            probe.close();
        }
    }

    private void closeIfUnused() {
        if (retired && running == 0) {
            close();
        }
    }
}
