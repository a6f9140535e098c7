/**
 * Follows a check's trouble from the first cause to the last: one incident per check, its causes, its severity, who has
 * acknowledged it. A pure state machine, fed with a round's verdicts and the instant of the round; knows no storage and
 * nobody to tell.
 */
@NullMarked
package dev.sonde.collector.incident;

import org.jspecify.annotations.NullMarked;
