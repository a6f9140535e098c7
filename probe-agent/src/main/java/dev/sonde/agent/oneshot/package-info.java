/**
 * One run of one check, now, for a person or a script that waits for it: the phases as a waterfall or as JSON. Fed by the
 * command line; knows nothing of schedules and intervals.
 */
@NullMarked
package dev.sonde.agent.oneshot;

import org.jspecify.annotations.NullMarked;
