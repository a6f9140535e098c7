/**
 * What became of every planned run: slots filed under their planned time, settled in exactly one class, counted over
 * windows against what the schedule holds. Fed with the intervals of accepted batches; knows no objective, no database
 * and no network.
 */
@NullMarked
package dev.sonde.collector.slots;

import org.jspecify.annotations.NullMarked;
