/**
 * The evaluation round: silent slots settle, objectives are judged, incidents follow and messages are owed, all in one
 * transaction. Fed by commits and the clock; delivers nothing itself.
 */
@NullMarked
package dev.sonde.collector.watch;

import org.jspecify.annotations.NullMarked;
