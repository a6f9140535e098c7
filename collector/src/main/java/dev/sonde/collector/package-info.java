/**
 * Remembers what agents report, judges it against objectives, follows incidents up and tells people. The root
 * of this package composes the rooms below it in the order of the data. It must not know how a probe is made.
 */
@NullMarked
package dev.sonde.collector;

import org.jspecify.annotations.NullMarked;
