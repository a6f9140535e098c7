/**
 * One run of one check, whatever the protocol: how it is started and what it leaves behind. Fed by the schedule; knows
 * neither when a run is due nor who reads its sample.
 */
@NullMarked
package dev.sonde.agent.probe;

import org.jspecify.annotations.NullMarked;
