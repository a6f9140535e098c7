/**
 * Response times as distributions over time: exact quantiles of any range from stored histograms, the last minutes for
 * gauges, and totals that never shrink. Fed from accepted batches; knows neither objectives nor the database. A leaf.
 */
@NullMarked
package dev.sonde.collector.latency;

import org.jspecify.annotations.NullMarked;
