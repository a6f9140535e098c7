/**
 * What the collector gives an agent to do: checks with their limits, under one revision, and its JSON form. Knows
 * neither YAML nor how either side uses it.
 */
@NullMarked
package dev.sonde.contract.assignment;

import org.jspecify.annotations.NullMarked;
