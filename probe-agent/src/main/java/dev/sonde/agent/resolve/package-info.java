/**
 * Names to addresses, anew for every run and never from a cache, and the fence that says which addresses may be dialled.
 * Fed by the system's hosts file and resolver configuration; knows nothing of what is probed.
 */
@NullMarked
package dev.sonde.agent.resolve;

import org.jspecify.annotations.NullMarked;
