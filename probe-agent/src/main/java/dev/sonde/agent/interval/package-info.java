/**
 * Sums up what one check did: judges each run under the agent's lag, and cuts words, distributions and evidence into
 * intervals of one UTC minute of planned time. Fed by the schedule; knows no other check and no delivery.
 */
@NullMarked
package dev.sonde.agent.interval;

import org.jspecify.annotations.NullMarked;
