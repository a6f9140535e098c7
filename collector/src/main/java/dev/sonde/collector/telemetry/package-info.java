/**
 * What the collector measures of itself, under {@code sonde_collector_*}, as Micrometer meters. Fed by the features while
 * they work; it knows none of them. A leaf.
 */
@NullMarked
package dev.sonde.collector.telemetry;

import org.jspecify.annotations.NullMarked;
