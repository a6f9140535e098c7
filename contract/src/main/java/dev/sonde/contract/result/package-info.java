/**
 * The words both processes use for what can happen to a run: phases, outcomes, reasons and the one-byte word that a
 * slot carries on the wire and at rest. A leaf: it knows no other package.
 */
@NullMarked
package dev.sonde.contract.result;

import org.jspecify.annotations.NullMarked;
