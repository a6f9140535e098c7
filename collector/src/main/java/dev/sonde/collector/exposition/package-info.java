/**
 * The Prometheus view of one moment: every promised series, built from one {@link MetricsView}, in text, OpenMetrics and
 * protobuf, behind {@link Exposition}. Fed by a {@link MetricsSource}; it must not know HTTP, the store or how any number
 * came about.
 */
@NullMarked
package dev.sonde.collector.exposition;

import org.jspecify.annotations.NullMarked;
