/**
 * Runs checks on time and reports honestly, its own faults included. The root of this package composes the
 * rooms below it in the order of the data. It must not know objectives, budgets or incidents, nor the
 * collector's insides.
 */
@NullMarked
package dev.sonde.agent;

import org.jspecify.annotations.NullMarked;
