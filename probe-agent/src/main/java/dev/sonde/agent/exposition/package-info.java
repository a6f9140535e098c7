/**
 * Metrics as a page, in the form that the client asked for. Fed by the exporter and by the drop-in; knows nothing of what
 * the metrics mean.
 */
@NullMarked
package dev.sonde.agent.exposition;

import org.jspecify.annotations.NullMarked;
