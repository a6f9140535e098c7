/**
 * The drop-in {@code /probe} and what belongs to it: modules read and read again, requests checked, recent probes kept,
 * pages. Mounted by the exporter; knows nothing of checks, schedules and batches.
 */
@NullMarked
package dev.sonde.agent.blackbox;

import org.jspecify.annotations.NullMarked;
