/**
 * One probe of one target by one module, on one event loop, and what it found as the drop-in's metrics. Fed by
 * {@code /probe}; knows nothing of HTTP requests to the agent, of histories or of pages.
 */
@NullMarked
package dev.sonde.agent.blackbox.prober;

import org.jspecify.annotations.NullMarked;
