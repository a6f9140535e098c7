/**
 * What the probes of all protocols have in common: the loop they live on, how a check's runs are prepared and kept apart,
 * one run's life from its start to its sample, which address is dialled, and what a broken connection means. Fed by the
 * protocols' packages; knows none of them.
 */
@NullMarked
package dev.sonde.agent.probe.run;

import org.jspecify.annotations.NullMarked;
