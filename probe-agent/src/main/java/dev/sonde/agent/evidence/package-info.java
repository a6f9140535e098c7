/**
 * What is kept of single runs that a person may want to see: the newest failures and confirmations of an interval, the
 * slowest successes of five minutes, drawn ones, all runs of deep checks; bounded and printable. Fed by the recorder;
 * secrets were masked by the probe before.
 */
@NullMarked
package dev.sonde.agent.evidence;

import org.jspecify.annotations.NullMarked;
