/**
 * HTTP and HTTPS runs over Vert.x: a fresh connection for every run and every redirect, the time split into phases at
 * instants that are subtracted late, every failure with exactly one reason. Fed by checks; knows neither when a run is
 * due nor who counts it.
 */
@NullMarked
package dev.sonde.agent.probe.http;

import org.jspecify.annotations.NullMarked;
