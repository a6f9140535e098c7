/**
 * Collector and agent in one process: hands assignments and batches across without a port and without a token. Must not
 * know what is in them.
 */
@NullMarked
package dev.sonde.launcher.pairing;

import org.jspecify.annotations.NullMarked;
