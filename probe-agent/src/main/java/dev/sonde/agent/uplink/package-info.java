/**
 * What the talks with the collector have in common, whatever they are about: one exchange, bounded in time and length. A
 * leaf: it knows neither batches nor assignments.
 */
@NullMarked
package dev.sonde.agent.uplink;

import org.jspecify.annotations.NullMarked;
