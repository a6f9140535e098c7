/**
 * What the agent measures of itself, by name: counters, delays and pauses. Fed by every other room; a leaf that knows none
 * of them and no metrics library.
 */
@NullMarked
package dev.sonde.agent.telemetry;

import org.jspecify.annotations.NullMarked;
