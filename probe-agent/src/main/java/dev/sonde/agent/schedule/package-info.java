/**
 * When a run is due: slots on the Unix epoch, one ordered wheel per event loop, and the loop that starts a check's runs
 * on time and says of each slot that could not run why. Fed by the assignment; knows neither what a probe does nor what
 * becomes of its sample.
 */
@NullMarked
package dev.sonde.agent.schedule;

import org.jspecify.annotations.NullMarked;
