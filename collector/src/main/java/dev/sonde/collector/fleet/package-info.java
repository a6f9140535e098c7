/**
 * The agents: who they are, where they stand, how they prove it, which checks each is to run and whether they are heard of.
 * Fed by the configuration and by the requests that agents make; it must not know HTTP, objectives or the store.
 */
@NullMarked
package dev.sonde.collector.fleet;

import org.jspecify.annotations.NullMarked;
