/**
 * The check as the operator wrote it, as immutable values without run state, and the plan that both processes compute
 * from it. Fed by {@code contract.yaml} or by the assignment JSON; knows neither.
 */
@NullMarked
package dev.sonde.contract.check;

import org.jspecify.annotations.NullMarked;
