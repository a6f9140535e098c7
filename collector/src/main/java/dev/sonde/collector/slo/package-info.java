/**
 * Judges promises from counted slots: indicator, coverage, error budget, burn-rate rules, hard down, certificates, and
 * what of a definition can never work. Pure: fed with slots, definitions and the instant of the round; knows no storage,
 * no clock and nobody to tell.
 */
@NullMarked
package dev.sonde.collector.slo;

import org.jspecify.annotations.NullMarked;
