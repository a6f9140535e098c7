/**
 * Runs that agents kept for people to see: what can be asked of them, how many and how long they stay, and which of them
 * stand behind the buckets of a histogram. Fed by accepted intervals; knows nothing of objectives.
 */
@NullMarked
package dev.sonde.collector.evidence;

import org.jspecify.annotations.NullMarked;
