/**
 * The door for batches: size, version, bounds, duplicates and late arrivals are decided here, before anything is
 * remembered. Fed by agents over HTTP or in-process; owns the port it writes to and knows no objective and no database.
 */
@NullMarked
package dev.sonde.collector.ingest;

import org.jspecify.annotations.NullMarked;
