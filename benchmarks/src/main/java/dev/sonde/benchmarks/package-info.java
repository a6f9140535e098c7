/** JMH benchmarks of the hot paths; built with the project, never released. */
@NullMarked
package dev.sonde.benchmarks;

import org.jspecify.annotations.NullMarked;
