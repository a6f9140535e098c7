/**
 * Names to addresses, anew for every run and never from a cache. Fed by the system's hosts file and resolver
 * configuration; knows nothing of what is probed.
 */
@NullMarked
package dev.sonde.agent.resolve;

import org.jspecify.annotations.NullMarked;
