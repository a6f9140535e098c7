/**
 * Cuts batches, keeps them on disk until they are acknowledged, and sends them in order, at least once. Fed with sealed
 * intervals by the root; knows neither how they came about nor what the collector makes of them.
 */
@NullMarked
package dev.sonde.agent.delivery;

import org.jspecify.annotations.NullMarked;
