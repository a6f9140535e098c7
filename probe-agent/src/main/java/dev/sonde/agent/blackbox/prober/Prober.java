package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;

/** Probes by one protocol. Belongs to one event loop. */
interface Prober {
    /** Begins; tells the attempt what is found and, once, how it ended. */
    void begin(Attempt attempt, ProbeModule module, String target);
}
