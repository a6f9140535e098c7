/**
 * What the agent shows over HTTP: its self-measurement, its health and, when nobody else does, the series of its checks,
 * accumulated from sealed intervals. Knows neither how checks run nor where batches go.
 */
@NullMarked
package dev.sonde.agent.exporter;

import org.jspecify.annotations.NullMarked;
