/**
 * The peer rig: Sonde's packaged agent and the programs it is compared with, taking turns on pinned cores against the same
 * servers on loopback, and the table of goals that comes of it. Knows the agent only by its jar and its wire format.
 */
@NullMarked
package dev.sonde.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
