/**
 * What the collector remembers, in one SQLite database of one directory, behind the ports that the features declare.
 * Nobody imports it but the composition root.
 */
@NullMarked
package dev.sonde.collector.store;

import org.jspecify.annotations.NullMarked;
