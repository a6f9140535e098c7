/**
 * Tells people: which receiver is owed which message of an incident, in which form, signed, and delivered until it is
 * confirmed or given up. Fed with an incident's events by the round and with owed messages by its outbox port; must not
 * know why an incident is open.
 */
@NullMarked
package dev.sonde.collector.notify;

import org.jspecify.annotations.NullMarked;
