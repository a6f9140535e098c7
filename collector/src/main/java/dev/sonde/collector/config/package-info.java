/**
 * The collector's sections of a configuration as records, checked against each other and against the checks. Fed by
 * {@code contract.yaml}, which reads and positions; knows neither YAML classes nor what is done with a configuration.
 */
@NullMarked
package dev.sonde.collector.config;

import org.jspecify.annotations.NullMarked;
